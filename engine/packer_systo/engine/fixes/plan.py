"""From a rule's fix, in terms of the document, to edits of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Fix
    from packer_systo.engine.judgment.outcome import FixRequest
    from packer_systo.engine.template.loaded import LoadedTemplate


def plan_fix(request: FixRequest, loaded: LoadedTemplate) -> Fix | None:
    """The edits that do what the rule asks for, or None where no machine can."""
    del request, loaded
    return None

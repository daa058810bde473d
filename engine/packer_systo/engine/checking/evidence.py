"""By what a template was judged, and what of it no rule could see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.models import Evidence

if TYPE_CHECKING:
    from packer_systo.engine.template.document import TemplateDocument

_COMMANDS = frozenset({"inline", "script", "scripts"})


def evidence_of(document: TemplateDocument, judged: tuple[str, ...]) -> Evidence:
    """`judged` are the rules that decided about something in the document."""
    types = {source.type for build in document.builds for source in build.sources}
    return Evidence(judged, unseen_commands(document), tuple(sorted(types)))


def unseen_commands(document: TemplateDocument) -> int:
    """How many: scripts that are not read, or not to their end, and attributes wholly unknown."""
    scripts = sum(one.missing or one.outside or one.truncated for one in document.scripts)
    return scripts + sum(_is_command(one.path) for one in document.unknowns if one.whole)


def _is_command(path: list[str | int]) -> bool:
    match path:
        case ["builds", int(), "provisioners", int(), "config", str(name), *_]:
            return name in _COMMANDS
        case _:
            return False

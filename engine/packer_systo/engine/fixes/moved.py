"""A value moved out of a template: a sensitive variable without a value stands in its place."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from packer_systo.engine.fixes.change import Change
from packer_systo.engine.fixes.hcl_values import hcl_string
from packer_systo.engine.fixes.layout import newline_of

if TYPE_CHECKING:
    from packer_systo.engine.fixes.elements import Changes
    from packer_systo.engine.fixes.files import EditableFiles
    from packer_systo.engine.judgment.outcome import MoveStep
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.loaded import LoadedTemplate

_NO_PLACE_FOR_IT = frozenset({"variable", "packer"})
_LONGEST_NAME = 60


def variable_for(
    step: MoveStep, literal: Span, loaded: LoadedTemplate, files: EditableFiles
) -> Changes | None:
    """The literal replaced by a variable, and the variable declared in the same file; None where
    no variable may stand. What the literal is, is in no change.
    """
    source = literal.source
    roles = {one.role for one in loaded.document.files if one.path == source.path}
    if "template" not in roles or not source.text.startswith(('"', "<<"), literal.start):
        return None
    name = _free_name(step.variable, {one.name for one in loaded.document.variables})
    if loaded.document.format == "json":
        json = files.json(source)
        use = json.replace(literal.start, literal.end, f"{{{{user `{name}`}}}}")
        declared = json.declare_sensitive(name)
        return (source, (use, *declared)) if declared else None
    if source.path.endswith(".json"):
        return None
    hcl = files.hcl(source)
    if hcl.block_type_around(literal.start) in _NO_PLACE_FOR_IT:
        return None
    lines = [
        f'variable "{name}" {{',
        "  type        = string",
        f"  description = {hcl_string(step.description)}",
        "  sensitive   = true",
        "}",
    ]
    newline = newline_of(source)
    end = len(source.text)
    before = newline if source.text.endswith("\n") else newline * 2
    declaration = Change(end, end, before + "".join(f"{line}{newline}" for line in lines))
    return source, (Change(literal.start, literal.end, f"var.{name}"), declaration)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A name of that form that no variable has."""
    name = re.sub(r"[^a-z0-9]+", "_", wanted[:_LONGEST_NAME].lower()).strip("_") or "secret"
    if not name[0].isalpha():
        name = f"secret_{name}"
    numbered = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)

"""Var files: `*.pkrvars.hcl` and `*.pkrvars.json`, which set variables and hold nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.nodes import Attribute
from packer_systo.engine.template import origins
from packer_systo.engine.template.files import AUTO_VAR_FILE, TemplateFile
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.values.value import Origin, Value

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Block
    from packer_systo.engine.template.scopes import Scopes

AUTO_HCL = ".auto.pkrvars.hcl"
AUTO_JSON = ".auto.pkrvars.json"


class Assignment(msgspec.Struct, frozen=True):
    """`name = value` in a var file; `source` is a word of `VariableEntry.origin`."""

    name: str
    name_span: Span
    value: Value
    value_span: Span
    source: str


def auto_var_files(folder: str) -> list[str]:
    """The names of a folder's auto var files in the order in which they count."""
    import os

    names = sorted(
        entry.name
        for entry in os.scandir(folder or ".")
        if entry.name.endswith((AUTO_HCL, AUTO_JSON)) and not entry.is_dir()
    )
    return [name for name in names if name.endswith(AUTO_HCL)] + [
        name for name in names if name.endswith(AUTO_JSON)
    ]


def assignments(file: TemplateFile, scopes: Scopes, problems: list[Problem]) -> list[Assignment]:
    """What a var file sets. Values are written out: no references, no functions."""
    source = "auto-var-file" if file.role == AUTO_VAR_FILE else "var-file"
    found: list[Assignment] = []
    names: set[str] = set()
    scope = scopes.constant(file)
    for item in file.body.items:
        if not isinstance(item, Attribute):
            problems.append(_block_in_var_file(item, file))
            continue
        if item.name in names:
            continue
        names.add(item.name)
        span = file.span(item.expression)
        value = evaluate(item.expression, scope)
        value = _with_origin(value, origins.var_file_origin(file.source.path, span))
        name_span = Span(file.source, item.start, item.name_end)
        found.append(Assignment(item.name, name_span, value, span, source))
    return found


def _with_origin(value: Value, origin: Origin) -> Value:
    return msgspec.structs.replace(value, origin=origin)


def _block_in_var_file(block: Block, file: TemplateFile) -> Problem:
    span = Span(file.source, block.start, block.header_end)
    if block.type == "variable" and len(block.labels) == 1:
        name = block.labels[0].value
        return Problem(
            "unknown-block",
            f'A var file sets variables; "{name}" is declared in a .pkr.hcl file.',
            span,
            example=f"{name} = …",
        )
    message = f'A var file holds no blocks; "{block.type}" belongs in a .pkr.hcl file.'
    return Problem("unknown-block", message, span)

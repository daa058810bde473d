"""`--cross-check`: the HCL files of a template read a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.crosscheck import cross_check
from packer_systo.engine.syntax.hcl.parser import parse
from packer_systo.engine.template.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.template.files import TemplateFile


def disagreements(files: Iterable[TemplateFile]) -> list[Problem]:
    """What the second reader sees otherwise, in each file that the first one could read."""
    problems: list[Problem] = []
    for file in files:
        if file.format != "hcl" or file.broken:
            continue
        text = file.source.text
        problems.extend(
            Problem(one.code, one.message, Span(file.source, one.start, one.end), one.example)
            for one in cross_check(text, parse(text))
        )
    return problems

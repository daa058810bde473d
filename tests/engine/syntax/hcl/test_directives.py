"""From the flat parts of a template to its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from packer_systo.engine.syntax.hcl.directives import Control, assemble
from packer_systo.engine.syntax.hcl.nodes import (
    ForDirective,
    IfDirective,
    Interpolation,
    TemplateText,
    Variable,
)
from packer_systo.engine.syntax.hcl.scanner import MAX_DEPTH

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.mistakes import Mistake

Flat: TypeAlias = TemplateText | Interpolation | Control


def test_parts_without_directives_stay_as_they_are() -> None:
    text = TemplateText(0, 1, "a")
    assert assemble([text], 1, 0, _refuse) == (text,)


def _refuse(mistake: Mistake) -> None:
    raise mistake


def test_directives_hold_what_is_between_them() -> None:
    condition = Variable(0, 1, "a")
    text = TemplateText(5, 6, "b")
    flat: list[Flat] = [
        Control(0, 4, "if", condition),
        text,
        Control(7, 9, "else"),
        Control(9, 12, "endif"),
    ]
    assert assemble(flat, 12, 0, _refuse) == (IfDirective(0, 12, condition, (text,), ()),)


def test_what_is_never_closed_is_reported_at_the_end_and_kept() -> None:
    reported: list[Mistake] = []
    collection = Variable(0, 1, "a")
    flat: list[Flat] = [Control(0, 4, "for", collection, "", "b"), TemplateText(5, 6, "c")]
    (directive,) = assemble(flat, 6, 0, reported.append)
    assert isinstance(directive, ForDirective)
    assert len(directive.body) == 1
    assert [mistake.start for mistake in reported] == [6]


def test_nesting_is_bounded_together_with_that_of_brackets() -> None:
    reported: list[Mistake] = []
    flat: list[Flat] = [Control(at, at + 1, "if", Variable(at, at + 1, "a")) for at in range(3)]
    assemble(flat, 3, MAX_DEPTH - 2, reported.append)
    assert "nested too deeply" in reported[0].message

"""Which bracket lacks its closing mark, where a body was found to have no end.

A reader finds a block open at the end of the file, and that is mostly not the one whose `}` is
missing: what stands further in took the mark of this one for its own. Indentation tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Node,
    ObjectExpression,
    ObjectItem,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Lines(Protocol):
    """What is asked of the text."""

    def line(self, offset: int) -> int: ...

    def indentation(self, offset: int) -> int: ...

    def starts_line(self, offset: int) -> bool: ...


def where_missing(lines: Lines, opener: int, items: Sequence[Attribute | Block]) -> str:
    """Where the `}` of the body at `opener` is missing, to end a sentence: `before line 7`."""
    taker: Attribute | Block | None = None
    start = opener
    inner: Sequence[Node] = items
    while True:
        deeper = next((item for item in inner if _takes_other(lines, item)), None)
        if not isinstance(deeper, (Attribute, Block)):
            break
        taker = deeper
        start = taker.start
        inner = _within(taker)
    before = _first_outside(lines, inner, lines.indentation(start))
    if taker is not None:
        what = f"the {taker.type} block" if isinstance(taker, Block) else f"{taker.name} ="
        end = f", before line {lines.line(before)}" if before >= 0 else ""
        return f"probably that of {what} in line {lines.line(start)}{end}"
    if before >= 0:
        return f"probably before line {lines.line(before)}"
    return "before the end of the file"


def clearly_outside(lines: Lines, opener: int, items: Sequence[Attribute | Block]) -> int:
    """Where a block starts that cannot be one of the body at `opener`; -1 when none is clear.

    That is one beside the body's own line, after items that are indented as items of it are.
    """
    outer = lines.indentation(opener)
    for place, item in enumerate(items):
        if lines.starts_line(item.start) and lines.indentation(item.start) <= outer:
            return item.start if place and isinstance(item, Block) else -1
    return -1


def _within(item: Attribute | Block) -> Sequence[Node]:
    if isinstance(item, Block):
        return item.body.items
    return item.expression.items if isinstance(item.expression, ObjectExpression) else ()


def _takes_other(lines: Lines, item: Node) -> bool:
    """Does its closing brace start a line further out than the item does?"""
    if not isinstance(item, Block) and not (
        isinstance(item, Attribute) and isinstance(item.expression, ObjectExpression)
    ):
        return False
    brace = item.end - 1
    return lines.starts_line(brace) and lines.indentation(brace) < lines.indentation(item.start)


def _first_outside(lines: Lines, items: Sequence[Node], outer: int) -> int:
    """Where the first line is that is not indented deeper than `outer`, -1 when there is none."""
    for item in items:
        if isinstance(item, (Attribute, Block, ObjectItem)) and (
            lines.starts_line(item.start) and lines.indentation(item.start) <= outer
        ):
            return item.start
    return -1

"""The macros of a CEL expression that go through elements: `range.exists(name, body)` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.judgment.cel.tokens import (
    CLOSING,
    OPENING,
    opening_of,
    text_at,
    tokens_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.judgment.cel.tokens import CelToken

MacroKind: TypeAlias = Literal["exists", "all", "exists_one", "filter", "map"]

MOST_MACROS = 4
"""Of one part of an expression."""

_KINDS: dict[str, MacroKind] = {
    "exists": "exists",
    "all": "all",
    "exists_one": "exists_one",
    "filter": "filter",
    "map": "map",
}


class CelMacro(msgspec.Struct, frozen=True):
    """`through` is what is gone through, `name` what stands for an element in `body`."""

    kind: MacroKind
    through: str
    name: str
    body: str


def macros_in(expression: str) -> tuple[CelMacro, ...]:
    """The outermost ones; of those in a row, such as `x.filter(…).exists(…)`, the last."""
    tokens = tokens_of(expression)
    found: list[tuple[int, CelMacro]] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        if end:
            begin = _begin(tokens, at - 2)
            while found and found[-1][0] >= begin:
                found.pop()
            start = tokens[begin][2]
            body = expression[tokens[at + 3][2] + 1 : tokens[end][2]]
            macro = CelMacro(
                _KINDS[tokens[at][1]],
                " ".join(expression[start : tokens[at - 1][2]].split()),
                tokens[at + 2][1],
                " ".join(body.split()),
            )
            found.append((begin, macro))
            if len(found) > MOST_MACROS:
                return ()
            at = end
        at += 1
    return tuple(macro for _, macro in found)


def _end(tokens: Sequence[CelToken], at: int) -> int:
    """The bracket that closes a macro whose name is at `at`; 0 where there is none."""
    form = tokens[at][1] in _KINDS and text_at(tokens, at - 1) == "." and at > 1
    if not form or text_at(tokens, at + 1) != "(" or text_at(tokens, at + 3) != ",":
        return 0
    if tokens[at + 2][0] != "name":
        return 0
    depth = 0
    for number in range(at + 4, len(tokens)):
        text = tokens[number][1]
        if depth == 0 and text == ",":
            return 0  # `map` with a condition
        if depth == 0 and text == ")":
            return number
        depth += (text in OPENING) - (text in CLOSING)
    return 0


def _begin(tokens: Sequence[CelToken], at: int) -> int:
    """Where the expression begins of which the token at `at` is the last one."""
    while at > 0:
        if tokens[at][1] in CLOSING:
            at = opening_of(tokens, at)
            before = tokens[at - 1] if at else ("", "", 0)
            if (before[0] == "name" and before[1] != "in") or before[1] in CLOSING:
                at -= 1
                continue
        if text_at(tokens, at - 1) != ".":
            return at
        at -= 2
    return max(at, 0)

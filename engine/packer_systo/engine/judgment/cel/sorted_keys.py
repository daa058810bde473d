"""The keys of a map in one order, wherever a list is made of them.

CEL says nothing about the order in which a macro goes through a map, and cel-expr-python takes another
one in each process. `all`, `exists` and `exists_one` say the same in any order; what `map` and `filter`
give is a list, whose order shows. So these go through sorted keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.cel.tokens import (
    CLOSING,
    opening_of,
    text_at,
    tokens_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from packer_systo.engine.judgment.cel.tokens import CelToken

SORTED_KEYS = "systoSortedKeys"
"""The function that gives the sorted keys of a map, where the engine knows one."""

_RECEIVER = "systoReceiver"
_MAKERS = frozenset({"map", "filter"})
_LISTS = _MAKERS | {"split"}
"""Methods whose result is a list."""

_NO_NAMES = frozenset({"in"})


def sorted_keys(keys: Iterable[object]) -> list[object]:
    """Numbers first, by value; texts by code point."""
    return sorted(keys, key=_rank)


def _rank(key: object) -> tuple[bool, int, str]:
    return (False, key, "") if isinstance(key, int) else (True, 0, str(key))


def through_sorted_keys(expression: str) -> str:
    """The expression with `map` and `filter` on the sorted keys of what is a map.

    What is known to be a list stays as it is: one that is written out, or made by `split`, `map` or
    `filter`. No line changes, columns do.
    """
    if not any(name in expression for name in _MAKERS):
        return expression
    tokens = tokens_of(expression)
    opened: dict[int, str] = {}
    closed: dict[int, str] = {}
    for at, (kind, text, _) in enumerate(tokens):
        if kind != "name" or text not in _MAKERS or text_at(tokens, at - 1) != ".":
            continue
        if text_at(tokens, at + 1) != "(":
            continue
        if _is_list(tokens, at - 2):
            continue
        first = _start_of_operand(tokens, at - 2)
        start, end = tokens[first][2], tokens[at - 1][2]
        receiver = expression[start:end]
        if _is_path(tokens[first : at - 1]):
            is_map = f"type({receiver}) == type({{}})"
            opened[start] = opened.get(start, "") + f"({is_map} ? {receiver}.{SORTED_KEYS}() : "
            closed[end] = ")"
        else:  # evaluated once, since it may take long
            opened[start] = "[" + opened.get(start, "")
            closed[end] = (
                f"].map({_RECEIVER}, type({_RECEIVER}) == type({{}}) ? "
                f"dyn({_RECEIVER}).{SORTED_KEYS}() : {_RECEIVER})[0]"
            )
    pieces: list[str] = []
    at = 0
    for place in sorted({*opened, *closed}):
        pieces += expression[at:place], closed.get(place, ""), opened.get(place, "")
        at = place
    return "".join((*pieces, expression[at:]))


def _start_of_operand(tokens: Sequence[CelToken], last: int) -> int:
    """The first token of `a.b(c)[d]`, which ends at `last`."""
    at = last
    while at > 0:
        while at > 0 and tokens[at][1] in CLOSING:
            opening = opening_of(tokens, at)
            if not _ends_operand(tokens, opening - 1) or tokens[at][1] == "}":
                return opening
            at = opening - 1
        if text_at(tokens, at - 1) != ".":
            return at
        if not _ends_operand(tokens, at - 2):  # `.name` of the outermost scope
            return at - 1
        at -= 2
    return max(at, 0)


def _ends_operand(tokens: Sequence[CelToken], at: int) -> bool:
    if at < 0:
        return False
    kind, text, _ = tokens[at]
    return (kind in {"name", "string"} and text not in _NO_NAMES) or text in CLOSING


def _is_list(tokens: Sequence[CelToken], last: int) -> bool:
    if tokens[last][1] == "]":
        return not _ends_operand(tokens, opening_of(tokens, last) - 1)
    if tokens[last][1] != ")":
        return False
    opening = opening_of(tokens, last)
    return text_at(tokens, opening - 1) in _LISTS and text_at(tokens, opening - 2) == "."


def _is_path(tokens: Sequence[CelToken]) -> bool:
    """Names and positions only, which cost nothing to evaluate again."""
    return tokens[0][0] == "name" and not any(text in {"(", "{"} for _, text, _ in tokens)

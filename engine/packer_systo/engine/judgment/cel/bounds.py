"""What an expression may be: short enough, and not so nested that it loops for ever.

A macro goes through a list once; nested ones through all combinations. CEL has no other loop, so the
depth of macros bounds what an expression can take: with lists of a hundred, four levels are 10^8 steps.
"""

from __future__ import annotations

from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.cel.tokens import tokens_of

LONGEST = 20_000
"""Characters."""

DEEPEST_MACROS = 4
DEEPEST = 64
"""Parentheses and brackets within each other."""

MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})


_OPENING = "([{"


def within_bounds(expression: str) -> None:
    """Raises CelError for an expression that is too long or too deep."""
    if len(expression) > LONGEST:
        raise CelError(f"the expression is longer than {LONGEST} characters")
    if not _can_be_deep(expression):
        return
    tokens = tokens_of(expression)
    depth = 0
    macros: list[int] = []
    for index, (_, text, _) in enumerate(tokens):
        if text in {"(", "[", "{"}:
            depth += 1
            named = tokens[index - 1][1] if index else ""
            if text == "(" and named in MACROS and index > 1 and tokens[index - 2][1] == ".":
                macros.append(depth)
        elif text in {")", "]", "}"}:
            if macros and macros[-1] == depth:
                macros.pop()
            depth -= 1
        if len(macros) > DEEPEST_MACROS:
            raise CelError(f"macros are nested deeper than {DEEPEST_MACROS} levels")
        if depth > DEEPEST:
            raise CelError("the expression is nested too deeply")


def _can_be_deep(expression: str) -> bool:
    """Whether there are enough brackets and names of macros, wherever they stand, to pass a bound:
    most expressions have none of that, and are compiled at each start.
    """
    if sum(map(expression.count, _OPENING)) > DEEPEST:
        return True
    return sum(map(expression.count, MACROS)) > DEEPEST_MACROS

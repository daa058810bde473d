"""What an expression may be and take: short enough, not too nested, and few enough rounds of macros.

A macro goes through a list once; nested ones through all combinations. CEL has no other loop.
cel-expr-python ends an evaluation at its 10,000th round, all macros counted, and has no setting for it;
rounds are counted for cel-python too, so that a rule ends alike on both.
"""

from __future__ import annotations

from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.cel.tokens import tokens_of

LONGEST = 20_000
"""Characters."""

DEEPEST_MACROS = 4
DEEPEST = 64
"""Parentheses and brackets within each other."""

MOST_ROUNDS = 9_999
"""Rounds of all macros in one evaluation; what cel-expr-python lets through."""

MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})

_OPENING = "([{"


class Rounds:
    """Counts the rounds of one evaluation. `begun` is how many are taken already."""

    def __init__(self, begun: int = 0) -> None:
        self._taken = begun

    def take(self) -> None:
        """Raises CelError for one too many; nothing in an expression absorbs that."""
        self._taken += 1
        if self._taken > MOST_ROUNDS:
            raise too_many_rounds()


def too_many_rounds() -> CelError:
    return CelError(
        f"the expression goes through more than {MOST_ROUNDS:,} elements; go through fewer "
        "(a narrower subject, no list for each element of another), or write the rule in Rego"
    )


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

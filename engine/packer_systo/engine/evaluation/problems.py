"""What is wrong with an expression."""

from __future__ import annotations

from typing import Final

import msgspec

from packer_systo.engine.source.text import Span

EXPRESSION_ERROR: Final = "expression-error"
UNKNOWN_REFERENCE: Final = "unknown-reference"
UNKNOWN_FUNCTION: Final = "unknown-function"
WRONG_TYPE: Final = "wrong-type"


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One mistake: a place, the name of the `template/*` rule that reports it, and what is wrong.

    `message` is one or more sentences for a person; it names attributes, variables and types and
    never holds a value, which could be a secret. `hint` is a corrected snippet, or empty.
    """

    span: Span
    code: str
    message: str
    hint: str = ""


class ProblemLog:
    """Problems in the order in which they were met, each once.

    `errors` counts the repeated ones too, so that a caller can see whether an evaluation had any.
    `infinite` when one is that a number is infinite: Packer goes on with it, we do not.
    """

    __slots__ = ("_seen", "errors", "infinite", "problems")

    def __init__(self, problems: list[Problem] | None = None) -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self.errors = 0
        self.infinite = False
        self._seen: set[tuple[int, int, int, str]] = set()

    def add(self, problem: Problem) -> None:
        self.errors += 1
        span = problem.span
        key = (id(span.source), span.start, span.end, problem.message)
        if key not in self._seen:
            self._seen.add(key)
            self.problems.append(problem)

    def take(self, other: ProblemLog) -> None:
        """Add all problems of another log."""
        self.infinite = self.infinite or other.infinite
        for problem in other.problems:
            self.add(problem)

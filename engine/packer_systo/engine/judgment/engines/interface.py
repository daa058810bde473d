"""What an engine for Rego rules can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from packer_systo.engine.bundle.models import Rule
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.outcome import Denial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Question(msgspec.Struct, frozen=True):
    """A document, as JSON text, and the Rego rules that are to judge it.

    `name` is the template as reports show it; `key` whatever tells the asker which one it was.
    """

    key: int
    name: str
    document: str
    rules: tuple[Rule, ...]


RuleResult: TypeAlias = tuple[Denial, ...] | EngineError
"""What a rule denies, in a fixed order, or why it could not be evaluated: rule, document, cause."""


def kept(error: EngineError) -> EngineError:
    """An error to keep, without the frames that it came through: they hold the engine, which only
    its own thread may let go of.
    """
    error.__context__ = None
    return error.with_traceback(None)


class Answer(msgspec.Struct, frozen=True):
    """For each rule of the question, in its order, its result."""

    key: int
    results: tuple[RuleResult, ...]


class RuleEngine(Protocol):
    """Evaluates Rego rules.

    `answer` may take questions ahead of its answers, to ask in batches or over several
    connections, and gives the answers in any order. A rule that cannot be evaluated raises
    EngineError, which names rule, document and cause; no answer is ever left out.
    """

    @property
    def name(self) -> str: ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of how the answers came about; most engines have nothing."""
        ...

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]: ...

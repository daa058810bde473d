"""The embedded engine with limits: a rule that takes too long or too much memory is stopped, and named.

Questions go to a worker process, one at a time; while it evaluates, the next template is read. When a
reply does not come, the worker is ended, and the rules of that document are asked one by one in a new
one. A rule that was stopped is asked no more in the run: the error stands for all other documents.

The rules that come with the program are known to end soon on a document of ordinary size, and are
evaluated right here: a worker costs some ten milliseconds, which each run of a hook would feel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.denials import denied
from packer_systo.engine.judgment.engines.interface import Answer, RuleResult
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits, in_words
from packer_systo.engine.judgment.engines.worker import (
    Content,
    Worker,
    WorkerDiedError,
    WorkerLateError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
    from packer_systo.engine.judgment.engines.interface import Question

LARGEST_HERE = 128 * 1024
"""Characters of a document that is judged in this process: rules that look at all pairs of its parts
still end within a second."""

_HINT = "make the rule look at less, or raise the limits in `[engine]` of the settings"


class SupervisedEngine:
    """`known` are the names of bundles whose rules are known to end."""

    name = "embedded"
    notes: tuple[str, ...] = ()

    def __init__(
        self,
        bundles: Sequence[Bundle],
        limits: Limits = DEFAULT_LIMITS,
        known: Iterable[str] = (),
    ) -> None:
        self._bundles = bundles
        self._known = frozenset(known)
        self._here: EmbeddedEngine | None = None
        self._limits = limits
        self.worker: Worker | None = None
        self._stopped: dict[str, EngineError] = {}

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        waiting: Question | None = None
        for question in questions:
            if self._is_known(question):
                yield from self._embedded().answer([question])
                continue
            if waiting is not None:
                yield self._answered(waiting)
            waiting = question
            self._ask(question)
        if waiting is not None:
            yield self._answered(waiting)

    def start(self) -> None:
        """Start the worker now, so that it gets ready while the first template is read."""
        if self.worker is None:
            self.worker = Worker(self._bundles, self._limits)

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def __del__(self) -> None:
        """A worker must not outlive what asks it."""
        self.close()

    def _is_known(self, question: Question) -> bool:
        return len(question.document) <= LARGEST_HERE and all(
            rule.bundle in self._known for rule in question.rules
        )

    def _embedded(self) -> EmbeddedEngine:
        if self._here is None:
            from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine as Engine

            self._here = Engine(self._bundles)
        return self._here

    def _ask(self, question: Question) -> None:
        """Hand over what may be asked; a worker that cannot take it is missed by `_answered`."""
        left = self._left(question)
        if not left.rules:
            return
        self.start()
        assert self.worker is not None
        try:
            self.worker.ask(left)
        except WorkerDiedError:
            self.close()

    def _answered(self, question: Question) -> Answer:
        """The answer to what was asked last."""
        left = self._left(question)
        found: dict[str, RuleResult] = dict(self._stopped)
        if left.rules:
            try:
                found.update(_results(left, self._reply()))
            except (WorkerDiedError, WorkerLateError):
                self.close()
                for rule in left.rules:
                    found[rule.full_name] = self._alone(rule, question)
        return Answer(question.key, tuple(found[rule.full_name] for rule in question.rules))

    def _alone(self, rule: Rule, question: Question) -> RuleResult:
        """One rule, which is named if it does not end."""
        one = replace(question, rules=(rule,))
        self._ask(one)
        try:
            return _results(one, self._reply())[rule.full_name]
        except WorkerLateError:
            reason = f"it took more than {in_words(self._limits)}"
        except WorkerDiedError:
            reason = f"it took more than {self._limits.memory // 2**20} MB of memory, or ended the process"
        self.close()
        error = EngineError(
            f"the rule was stopped: {reason}",
            where=f"{rule.full_name} on {question.name}",
            hint=_HINT,
        )
        self._stopped[rule.full_name] = error
        return error

    def _reply(self) -> list[Content]:
        if self.worker is None:
            raise WorkerDiedError
        return self.worker.reply()

    def _left(self, question: Question) -> Question:
        """The question without the rules that were stopped before."""
        if not self._stopped:
            return question
        rules = tuple(rule for rule in question.rules if rule.full_name not in self._stopped)
        return replace(question, rules=rules)


def _results(question: Question, contents: Sequence[Content]) -> dict[str, RuleResult]:
    return {
        rule.full_name: denied(_content(one), rule, question.name)
        for rule, one in zip(question.rules, contents, strict=True)
    }


def _content(content: Content) -> str | EngineError:
    if content.message:
        return EngineError(content.message, where=content.where, hint=content.hint)
    return content.deny

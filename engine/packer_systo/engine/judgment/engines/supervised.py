"""The embedded engine with limits: a rule that takes too long or too much memory is stopped, and named.

Questions go to a worker process, one at a time; while it evaluates, the next template is read. When a
reply does not come, the worker is ended, and the rules of that document are asked one by one in a new
one. A rule that was stopped is asked no more in the run: the error stands for all other documents.

Rules that are known to end soon are evaluated right here: see `known`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec.structs import replace

from packer_systo.engine.judgment.engines.denials import denied
from packer_systo.engine.judgment.engines.interface import Answer, RuleResult
from packer_systo.engine.judgment.engines.known import LARGEST_HERE, PATIENCE
from packer_systo.engine.judgment.engines.limited import Limited, late, stopped, too_large
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits
from packer_systo.engine.judgment.engines.rego_service import RegoDenials, request_of, results_of
from packer_systo.engine.judgment.engines.worker import Worker, WorkerDiedError, WorkerLateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.errors import EngineError
    from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
    from packer_systo.engine.judgment.engines.interface import Question


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
        self._limited = Limited(RegoDenials(tuple(bundles)), limits)
        self._stopped: dict[str, EngineError] = {}

    @property
    def worker(self) -> Worker | None:
        return self._limited.worker

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        waiting: tuple[Question, dict[str, RuleResult]] | None = None
        for question in questions:
            found = self._found_here(question) if self._is_known(question) else {}
            if len(found) == len(question.rules):
                yield _answer(question, found)
                continue
            if waiting is not None:
                yield self._answered(*waiting)
            waiting = question, found
            self._ask(self._left(question, found))
        if waiting is not None:
            yield self._answered(*waiting)

    def start(self) -> None:
        """Start the worker now, so that it gets ready while the first template is read."""
        self._limited.start()

    def close(self) -> None:
        self._limited.close()

    def _is_known(self, question: Question) -> bool:
        return len(question.document) <= LARGEST_HERE and all(
            rule.bundle in self._known for rule in question.rules
        )

    def _found_here(self, question: Question) -> dict[str, RuleResult]:
        """Results from this process; those of the last rules are missing if it takes long."""
        if self._here is None:
            from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine as Engine

            self._here = Engine(self._bundles)
        contents = self._here.contents(question, until=time.monotonic() + PATIENCE)
        return {
            rule.full_name: denied(content, rule, question.name)
            for rule, content in zip(question.rules, contents, strict=False)
        }

    def _ask(self, question: Question) -> None:
        if question.rules:
            self._limited.ask(request_of(question))

    def _answered(self, question: Question, found: dict[str, RuleResult]) -> Answer:
        """The answer to what was asked last; `found` is what is known of it."""
        left = self._left(question, found)
        results = {**self._stopped, **found}
        if left.rules:
            try:
                results.update(self._results(left))
            except (WorkerDiedError, WorkerLateError) as error:
                self.close()
                if len(left.rules) == 1 and isinstance(error, WorkerLateError):
                    results[left.rules[0].full_name] = self._stop(left.rules[0], question, error)
                else:
                    for rule in left.rules:
                        results[rule.full_name] = self._alone(rule, question)
        return _answer(question, results)

    def _alone(self, rule: Rule, question: Question) -> RuleResult:
        """One rule, which is named if it does not end."""
        one = replace(question, rules=(rule,))
        self._ask(one)
        try:
            return self._results(one)[rule.full_name]
        except (WorkerDiedError, WorkerLateError) as error:
            self.close()
            return self._stop(rule, question, error)

    def _stop(self, rule: Rule, question: Question, error: Exception) -> EngineError:
        """The rule did not end by itself; it is asked no more."""
        reason = late if isinstance(error, WorkerLateError) else too_large
        made = stopped(reason(self._limits), f"{rule.full_name} on {question.name}")
        self._stopped[rule.full_name] = made
        return made

    def _results(self, question: Question) -> dict[str, RuleResult]:
        contents = results_of(self._limited.reply())
        return {
            rule.full_name: denied(content, rule, question.name)
            for rule, content in zip(question.rules, contents, strict=True)
        }

    def _left(self, question: Question, found: dict[str, RuleResult]) -> Question:
        """The question without the rules that were answered, or stopped before."""
        if not self._stopped and not found:
            return question
        rules = tuple(
            rule
            for rule in question.rules
            if rule.full_name not in self._stopped and rule.full_name not in found
        )
        return replace(question, rules=rules)


def _answer(question: Question, results: dict[str, RuleResult]) -> Answer:
    return Answer(question.key, tuple(results[rule.full_name] for rule in question.rules))

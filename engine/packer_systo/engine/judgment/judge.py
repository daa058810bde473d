"""Judge documents by the rules of bundles.

Rules without a subject in a document are left out before any engine runs; a document is made JSON
once; what decides is looked up in `unknowns` before an engine is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import EngineError
from packer_systo.engine.finding.models import Finding
from packer_systo.engine.judgment.deciding import SupervisedDecider
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits
from packer_systo.engine.judgment.findings import to_findings
from packer_systo.engine.judgment.kept_answers import KeptAnswers
from packer_systo.engine.judgment.placing import Placer
from packer_systo.engine.judgment.prepared import prepare_rule
from packer_systo.engine.judgment.selection import ALL, Selection, selected
from packer_systo.engine.judgment.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.cel.interface import CelEngine
    from packer_systo.engine.judgment.engines.interface import Answer, RuleEngine
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path


class Verdict(msgspec.Struct, frozen=True):
    """What is said of a document. `errors` are rules that cannot be evaluated, and defects of ours.

    With `errors` the findings are not whole: never a pass. `judged` are the full names of the rules
    that decided about at least one subject.
    """

    number: int
    findings: list[Finding]
    errors: tuple[Exception, ...] = ()
    judged: tuple[str, ...] = ()


class Judge:
    """Judges documents of one kind by the same rules. Belongs to one thread.

    `engine` runs the Rego rules (default: the embedded one, within `limits`), `cel` the expressions
    of rules that are known to end; all other expressions are evaluated within `limits` too.
    """

    def __init__(
        self,
        bundles: Sequence[Bundle],
        *,
        selection: Selection = ALL,
        kind: str = "template",
        engine: RuleEngine | None = None,
        cel: CelEngine | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._bundles = bundles
        self._data = {bundle.metadata.name: bundle.data for bundle in bundles}
        self.rules = selected(bundles, selection, kind)
        from packer_systo.engine.judgment.conditions import remember

        for bundle in bundles:
            remember(bundle.conditions)
        self._prepared = [prepare_rule(rule) for rule in self.rules]
        self._engine = engine
        self._cel = cel
        self._kept = KeptAnswers()
        self._limits = limits
        self._decider = SupervisedDecider(bundles, limits)

    def judge(self, loaded: LoadedTemplate) -> list[Finding]:
        """The findings of one document, by place. Raises EngineError."""
        for _, findings in self.judge_all([loaded]):
            return findings
        raise AssertionError("one document has one answer")

    def judge_all(self, loaded: Iterable[LoadedTemplate]) -> Iterator[tuple[int, list[Finding]]]:
        """The findings of many documents, each with its number, in the order of the answers.

        Raises EngineError for the first rule that cannot be evaluated.
        """
        for verdict in self.verdicts(loaded):
            for error in verdict.errors:
                raise error
            yield verdict.number, verdict.findings

    def verdicts(self, loaded: Iterable[LoadedTemplate]) -> Iterator[Verdict]:
        """What is said of many documents, in the order of the answers.

        Documents are taken as the engine asks for them, so that it can work in batches and memory
        stays bounded. Raises EngineError when the engine itself cannot work.
        """
        waiting: dict[int, Task] = {}
        ready: list[Verdict] = []

        def questions() -> Iterator[Question]:
            for number, one in enumerate(loaded):
                try:
                    task = self._task(one)
                    rules = task.decide()
                except Exception as error:  # noqa: BLE001 - a defect on one document leaves the others alone
                    ready.append(Verdict(number, [], (error,)))
                    continue
                if rules:
                    waiting[number] = task
                    yield Question(number, task.name, task.text, rules)
                else:
                    ready.append(_verdict(number, task))

        for answer in self._answers(questions()):
            task = waiting.pop(answer.key)
            task.take(answer.results)
            yield _verdict(answer.key, task)
            yield from ready
            ready.clear()
        yield from ready
        if waiting:
            raise EngineError(
                "the engine left documents without an answer",
                where=", ".join(task.name for task in waiting.values()),
            )

    def decided(self, loaded: LoadedTemplate) -> list[tuple[Rule, list[Path]]]:
        """For each rule that looks at what can be unknown: the subjects about which it decides."""
        task = self._task(loaded)
        return [
            (prepared.rule, task.decided(prepared))
            for prepared in self._prepared
            if not prepared.judges_partial
        ]

    def _answers(self, questions: Iterator[Question]) -> Iterator[Answer]:
        """Starts the engine only when there is a question for it."""
        for first in questions:
            if self._engine is None:
                from packer_systo.engine.judgment.engines.known import known_bundles
                from packer_systo.engine.judgment.engines.supervised import SupervisedEngine

                known = known_bundles(self._bundles)
                self._engine = SupervisedEngine(self._bundles, self._limits, known)
            yield from self._engine.answer(_chain(first, questions))

    def _task(self, loaded: LoadedTemplate) -> Task:
        return Task(
            loaded,
            self._prepared,
            self._data,
            self._cel_engine(),
            self._kept,
            decider=self._decider,
        )

    def _cel_engine(self) -> CelEngine:
        if self._cel is None:
            from packer_systo.engine.judgment.cel.choice import cel_engine

            self._cel = cel_engine()
        return self._cel


def judge(
    loaded: LoadedTemplate, bundles: Sequence[Bundle], selection: Selection = ALL
) -> list[Finding]:
    """The findings of one template. For many, make one Judge: it keeps what it has compiled."""
    return Judge(bundles, selection=selection).judge(loaded)


def _chain(first: Question, rest: Iterator[Question]) -> Iterator[Question]:
    yield first
    yield from rest


def _verdict(number: int, task: Task) -> Verdict:
    loaded = task.loaded
    try:
        findings = to_findings(
            task.outcomes,
            task.document,
            task.name,
            Placer(loaded),
            task.plan_fix,
            named_from=loaded.named_from,
        )
    except Exception as error:  # noqa: BLE001 - as above
        return Verdict(number, [], (*task.errors, error))
    return Verdict(number, findings, tuple(task.errors), tuple(task.judged))

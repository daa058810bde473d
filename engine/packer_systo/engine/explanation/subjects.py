"""A rule on one document, subject by subject: the judgment done again, with everything kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.models import Subject, TemplateExplanation, places_of
from packer_systo.engine.explanation.tracing import AskedSubject, Tracer
from packer_systo.engine.explanation.values import ValueReader
from packer_systo.engine.finding.block import block_of
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.conditions import Read, reads_of
from packer_systo.engine.judgment.deciding import SupervisedDecider
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits
from packer_systo.engine.judgment.engines.supervised import SupervisedEngine
from packer_systo.engine.judgment.patterns import expand, parse_pattern, show_path
from packer_systo.engine.judgment.placing import Placer
from packer_systo.engine.judgment.prepared import prepare_rule
from packer_systo.engine.judgment.task import Task
from packer_systo.engine.judgment.unknowns import Unknowns, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.explanation.models import RegoBody, Said, SubjectOutcome
    from packer_systo.engine.explanation.tracing import Trace
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.judgment.findings import Outcome
    from packer_systo.engine.judgment.prepared import PreparedRule
    from packer_systo.engine.template.document import JSON, UnknownEntry
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path

MOST_SUBJECTS = 500
"""Subjects that are explained of one template; a rule about every string has thousands."""


MOST_DENIED = 8
"""Findings of one subject, such as the whole template, for each of which it is told what held."""


class RuleOnDocument:
    """One rule and one document.

    `said` gives what the report says of a path that was judged. `engine` judges (default: the
    embedded one); statements of Rego are always traced by the embedded engine, within `limits`, by
    `tracer` if one is ready.
    """

    def __init__(
        self,
        bundle: Bundle,
        rule: Rule,
        loaded: LoadedTemplate,
        said: Callable[[Outcome, Placer], Said],
        *,
        engine: RuleEngine | None = None,
        limits: Limits = DEFAULT_LIMITS,
        tracer: Tracer | None = None,
    ) -> None:
        self._tracer = tracer
        self._limits = limits
        self._engine = engine or SupervisedEngine([bundle], limits)
        self._bundle = bundle
        self._rule = rule
        self._loaded = loaded
        self._said = said
        self._prepared = prepare_rule(rule)
        content = msgspec.json.encode(loaded.document)
        self._document: JSON = msgspec.json.decode(content)
        self._unknowns = Unknowns(loaded.document.unknowns)
        self._placer = Placer(loaded)
        self._values = ValueReader(loaded, self._document, self._placer, self._unknowns)

    def explanation(self) -> TemplateExplanation:
        """Every subject of the rule with its outcome, in the order of the document."""
        outcomes, decided, error = self._outcomes()
        subjects = expand(self._document, self._prepared.subject)
        paths = [path for path, _ in subjects[:MOST_SUBJECTS]]
        denied = [
            tuple(one.path for one in outcomes if one.path[: len(path)] == path)[:MOST_DENIED]
            for path in paths
        ]
        asked = [AskedSubject(path, below) for path, below in zip(paths, denied, strict=True)]
        tracer = self._tracer or Tracer(self._bundle, self._rule, self._limits)
        made = tracer.traces(self._loaded.document, asked)
        if self._tracer is None:
            tracer.close()
        explained = [
            self._subject(
                path,
                outcomes,
                error,
                trace,
                # Without a trace of `when` only what was decided is known to have been judged.
                applies=bool(error) or path in decided
                if made.stopped
                else trace.when is None or trace.when.result != "false",
                problem=made.problem,
            )
            for path, trace in zip(paths, made.subjects, strict=True)
        ]
        hidden = [
            f"{show_path(tuple(entry.path))} may hold more: {describe(entry)}"
            for entry in self._hiding()
        ]
        if len(subjects) > MOST_SUBJECTS:
            hidden.append(f"{len(subjects) - MOST_SUBJECTS} more are judged, and not listed here")
        return TemplateExplanation(
            template=self._loaded.document.path,
            subjects=tuple(explained),
            hidden=tuple(hidden),
            said=(),
            error=error,
        )

    def _hiding(self) -> Iterable[UnknownEntry]:
        return (
            () if self._prepared.judges_partial else self._unknowns.hiding(self._prepared.subject)
        )

    def _outcomes(self) -> tuple[list[Outcome], frozenset[Path], str]:
        """What the judgment itself says, before places are merged; about which subjects it
        decides; and why it could not.
        """
        task = Task(
            self._loaded,
            [self._prepared],
            {self._rule.bundle: self._bundle.data},
            cel_engine(),
            decider=SupervisedDecider([self._bundle], self._limits),
        )
        rules = task.decide()
        if rules:
            question = Question(0, task.name, task.text, rules)
            for answer in self._engine.answer([question]):
                task.take(answer.results)
        decided = frozenset(() if task.errors else task.decided(self._prepared))
        return task.outcomes, decided, task.errors[0].message if task.errors else ""

    def _subject(
        self,
        path: Path,
        outcomes: list[Outcome],
        error: str,
        trace: Trace,
        *,
        applies: bool,
        problem: str,
    ) -> Subject:
        own = [one for one in outcomes if one.path[: len(path)] == path]
        # One outcome may come from several inputs, and be one finding.
        said = tuple(dict.fromkeys(self._said(one, self._placer) for one in own))
        undecided = next((one.reason for one in own if one.status == "undecided"), "")
        explains = applies and not undecided
        assertion = trace.assertion if explains else None
        bodies = trace.bodies if explains else ()
        applies = applies or bool(own)
        outcome = _outcome(said, applies=applies, undecided=bool(undecided), error=error)
        untraced = problem
        if bodies and _disagree(bodies, outcome):
            # The judgment counts; a trace that says otherwise would explain something else.
            bodies, untraced = (), "what the rule denies cannot be told apart by subject"
        return Subject(
            path=show_path(path),
            name=block_of(self._document, path).name,
            place=self._placer.place(path, msgspec.UNSET).place,
            outcome=outcome,
            when=trace.when,
            undecided=undecided,
            reads=self._values.read((*self._on_lines(bodies), *_reads(self._prepared)), path),
            assertion=assertion,
            bodies=bodies,
            untraced=untraced,
            said=said,
        )

    def _on_lines(self, bodies: tuple[RegoBody, ...]) -> Iterable[Read]:
        """What lines of a Rego rule and of all that it asks read of the document, without whole
        blocks.
        """
        for place in dict.fromkeys(place for body in bodies for place in places_of(body)):
            read = Read(absolute=True, pattern=parse_pattern(place))
            if read.pattern and all(
                _plain(value) for _, value in expand(self._document, read.pattern)
            ):
                yield read


def _plain(value: JSON) -> bool:
    """Whether it is neither a mapping nor a list of such."""
    return not isinstance(value, dict) and not (
        isinstance(value, list) and any(isinstance(one, dict) for one in value)
    )


def _outcome(
    said: tuple[Said, ...], *, applies: bool, undecided: bool, error: str
) -> SubjectOutcome:
    if not applies:
        return "not judged"
    statuses = {one.status for one in said}
    for status in ("fail", "undecided", "waived", "baseline"):
        if status in statuses:
            return status
    if undecided:
        return "undecided"
    return "error" if error else "pass"


def _disagree(bodies: tuple[RegoBody, ...], outcome: SubjectOutcome) -> bool:
    """Whether the bodies come to something else than the judgment."""
    denied = any(body.stopped_at is None for body in bodies)
    return outcome in {"pass", "fail", "waived", "baseline"} and denied == (outcome == "pass")


def _reads(prepared: PreparedRule) -> tuple[Read, ...]:
    """What decides: the inputs, then what the condition and a CEL rule's assertion read."""
    judges = prepared.rule.metadata.judges
    cel = prepared.rule.cel
    asserted = reads_of(cel.assertion) if cel is not None else ()
    found: dict[tuple[bool, tuple[str, ...]], Read] = {}
    for read in (*prepared.inputs, *reads_of(judges.when), *asserted):
        found.setdefault((read.absolute, read.pattern), read)
    return tuple(found.values())

"""One document before its rules: subjects, conditions, what is undecided, CEL rules at once.

What is left for a Rego engine is handed out by `decide`, its answers come back through `take`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.errors import EngineError
from packer_systo.engine.finding.block import block_of
from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.decision import Decision, Said, failed
from packer_systo.engine.judgment.findings import Outcome
from packer_systo.engine.judgment.kept_answers import KeptAnswers, seen_by
from packer_systo.engine.judgment.outcome import FixRequest, InsertStep, SetStep
from packer_systo.engine.judgment.patterns import Pattern, expand, lookup, parse_pattern, show_path
from packer_systo.engine.judgment.unknowns import Unknowns, describe, first_unknown
from packer_systo.engine.template.document import JSON, UnknownEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packer_systo.engine.bundle.models import CelRule, Rule
    from packer_systo.engine.finding.models import Fix
    from packer_systo.engine.fixes.plan import FixPlanner
    from packer_systo.engine.judgment.cel.interface import CelDocument, CelEngine
    from packer_systo.engine.judgment.conditions import Condition
    from packer_systo.engine.judgment.decision import Decider
    from packer_systo.engine.judgment.engines.interface import RuleResult
    from packer_systo.engine.judgment.outcome import Denial
    from packer_systo.engine.judgment.prepared import PreparedRule
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path

Judged: TypeAlias = "dict[Path, UnknownEntry | None]"
"""The subjects to judge; an entry says why a subject is undecided."""

_EPOCH = "1970-01-01T00:00:00Z"


class Task:
    """`document` is the document as plain JSON, `text` the same encoded, `name` what to call it.

    `decider` decides about the rules that are not to be evaluated in this process; without one, all
    are.
    """

    def __init__(
        self,
        loaded: LoadedTemplate,
        rules: Sequence[PreparedRule],
        data: Mapping[str, dict[str, JSON]],
        cel: CelEngine,
        kept: KeptAnswers | None = None,
        *,
        decider: Decider | None = None,
    ) -> None:
        self.loaded = loaded
        self.name = loaded.document.path
        content = msgspec.json.encode(loaded.document)
        self.text = content.decode()
        self.document: JSON = msgspec.json.decode(content)
        self.outcomes: list[Outcome] = []
        self.errors: list[EngineError] = []
        self.judged: list[str] = []
        """The full names of the rules that decide about something here."""
        self._rules = rules
        self._data = data
        self._cel = cel
        self._kept = KeptAnswers() if kept is None else kept
        self._decider = decider
        self._now = loaded.document.now or _EPOCH
        self._unknowns = Unknowns(loaded.document.unknowns)
        self._cel_documents: dict[str, CelDocument] = {}
        self._subjects: dict[Pattern, dict[Path, JSON]] = {}
        self._applies: dict[tuple[str, Pattern, tuple[Condition, ...], bool], Judged] = {}
        self._planner: FixPlanner | None = None
        self._conditions: dict[tuple[str, str, Path], bool] = {}
        self._asked: list[tuple[PreparedRule, Judged]] = []

    def decide(self) -> tuple[Rule, ...]:
        """Judge what can be judged here; gives the Rego rules that an engine must evaluate."""
        decisions = self._elsewhere(self._rules)
        for prepared in self._rules:
            decision = decisions.get(prepared.rule.full_name) if decisions else None
            if decision is not None:
                self._accept(prepared, decision)
                continue
            before = len(self.outcomes)
            try:
                self._decide(prepared)
            except EngineError as error:
                self._fail(error, before)
        return tuple(prepared.rule for prepared, _ in self._asked)

    def take(self, results: Sequence[RuleResult]) -> None:
        """What the engine says, for each rule that `decide` gave."""
        for (prepared, judged), result in zip(self._asked, results, strict=True):
            if isinstance(result, EngineError):
                self.errors.append(result)
                continue
            before = len(self.outcomes)
            try:
                self._take(prepared, judged, result)
            except EngineError as error:
                self._fail(error, before)

    def decision(self, prepared: PreparedRule) -> Decision:
        """What `decide` would do for one rule, to be taken over by a task in another process."""
        before = len(self.outcomes)
        try:
            judged = self._decide(prepared)
        except EngineError as error:
            return failed(error)
        said = tuple(
            Said(one.status, one.path, one.message, one.reason, one.fix, one.line)
            for one in self.outcomes[before:]
        )
        return Decision(said, tuple(path for path, entry in judged.items() if entry is None))

    def _elsewhere(self, rules: Sequence[PreparedRule]) -> Mapping[str, Decision]:
        if self._decider is None:
            return {}
        return self._decider.decisions(self.name, self.text, rules, self._number_of)

    def _number_of(self, subjects: Pattern) -> int:
        return len(self._expanded(subjects))

    def _accept(self, prepared: PreparedRule, decision: Decision) -> None:
        """A decision that was made in another process."""
        if decision.error is not None:
            message, where, hint = decision.error
            self.errors.append(EngineError(message, where=where, hint=hint))
            return
        self.outcomes += [
            Outcome(prepared.rule, one.status, one.path, one.message, one.reason, one.fix, one.line)
            for one in decision.said
        ]
        if not decision.judged:
            return
        self.judged.append(prepared.rule.full_name)
        if prepared.rule.cel is None:
            self._asked.append((prepared, dict.fromkeys(decision.judged)))

    def _decide(self, prepared: PreparedRule) -> Judged:
        judged = self._undecided(prepared)
        if not any(entry is None for entry in judged.values()):
            return judged
        self.judged.append(prepared.rule.full_name)
        if prepared.rule.cel is None:
            self._asked.append((prepared, judged))
            return judged
        for path, entry in judged.items():
            if entry is None:
                self._assert(prepared, prepared.rule.cel, path)
        return judged

    def _take(self, prepared: PreparedRule, judged: Judged, denials: Sequence[Denial]) -> None:
        length = len(prepared.subject)
        subjects = self._expanded(prepared.subject)
        for denial in denials:
            subject = denial.path[:length]
            if subject not in subjects:
                raise self._error(
                    prepared.rule,
                    f"the rule denies {show_path(denial.path)}, which is in none of its "
                    f"subjects ({prepared.rule.metadata.judges.subject})",
                    hint="`path` must lead into a subject of the rule",
                )
            if subject in judged and judged[subject] is None:
                self.outcomes.append(
                    Outcome(
                        prepared.rule,
                        "fail",
                        denial.path,
                        denial.message,
                        fix=denial.fix,
                        line=denial.line,
                    )
                )

    def _fail(self, error: EngineError, before: int) -> None:
        """A rule that cannot be evaluated says nothing, and leaves the others alone."""
        del self.outcomes[before:]
        self.errors.append(error)

    def decided(self, prepared: PreparedRule) -> list[Path]:
        """The subjects about which a rule decides; none where it cannot be evaluated."""
        decision = self._elsewhere([prepared]).get(prepared.rule.full_name)
        if decision is not None:
            return list(decision.judged)
        return [path for path, entry in self._undecided(prepared).items() if entry is None]

    def plan_fix(self, request: FixRequest) -> Fix | None:
        if self._planner is None:
            from packer_systo.engine.fixes.plan import FixPlanner

            self._planner = FixPlanner(self.loaded)
        return self._planner.plan(request)

    # Subjects and what cannot be known of them

    def _undecided(self, prepared: PreparedRule) -> Judged:
        """The rule's subjects; adds an outcome for each that is undecided."""
        judged = self._applicable(prepared)
        if prepared.judges_partial or not self._unknowns.are_there:
            return judged
        for hiding in self._unknowns.hiding(prepared.subject):
            above = tuple(hiding.path)
            self._add_undecided(prepared.rule, above, above, hiding)
        decided: Judged = {}
        for path, unknown in judged.items():
            entry = unknown or first_unknown(self._unknowns, path, prepared.inputs)
            decided[path] = entry
            if entry is not None:
                self._add_undecided(prepared.rule, path, tuple(entry.path), entry)
        return decided

    def _add_undecided(self, rule: Rule, subject: Path, at: Path, entry: UnknownEntry) -> None:
        block = block_of(self.document, subject)
        inside = at[: len(subject)] == subject
        self.outcomes.append(
            Outcome(
                rule,
                "undecided",
                at if inside else subject,
                f"{rule.metadata.title}: undecided for {block.name}",
                reason=describe(entry),
            )
        )

    def _applicable(self, prepared: PreparedRule) -> Judged:
        """The subjects that `when` lets through; rules of one condition share the answer."""
        bundle = prepared.rule.bundle if prepared.conditions else ""
        key = (bundle, prepared.subject, prepared.conditions, prepared.judges_partial)
        judged = self._applies.get(key)
        if judged is None:
            judged = {}
            hides = self._unknowns.are_there and not prepared.judges_partial
            for path, subject in self._expanded(prepared.subject).items():
                applies, entry = self._condition(prepared, path, subject, hides)
                if applies:
                    judged[path] = entry
            self._applies[key] = judged
        return judged

    def _expanded(self, pattern: Pattern) -> dict[Path, JSON]:
        subjects = self._subjects.get(pattern)
        if subjects is None:
            subjects = self._subjects[pattern] = dict(expand(self.document, pattern))
        return subjects

    def _condition(
        self, prepared: PreparedRule, path: Path, subject: JSON, hides: bool
    ) -> tuple[bool, UnknownEntry | None]:
        """Whether the rule applies; with an entry, it is not known. `hides`: unknowns count."""
        unknown: UnknownEntry | None = None
        inside = hides and self._unknowns.within(path)
        for condition in prepared.conditions:
            # One that is plain looks at the subject alone.
            if inside or (hides and not condition.plain):
                entry = first_unknown(self._unknowns, path, condition.reads)
                if entry is not None:
                    unknown = unknown or entry
                    continue
            if not self._kept_answer(prepared.rule, "when", condition, path, subject):
                return False, None
        return True, unknown

    def _kept_answer(
        self, rule: Rule, part: str, condition: Condition, path: Path, subject: JSON
    ) -> bool:
        """Asked once for what it sees, or once a subject, or once a document where the subject does
        not matter.
        """
        seen = seen_by(condition, subject)
        if seen is not None:
            holds = self._kept.get(seen)
            if holds is None:
                holds = self._holds(rule, part, condition.expression, path)
                self._kept.add(seen, holds)
            return holds
        key = (rule.bundle, condition.expression, path if condition.about_subject else ())
        holds = self._conditions.get(key)
        if holds is None:
            holds = self._holds(rule, part, condition.expression, path)
            self._conditions[key] = holds
        return holds

    # CEL

    def _assert(self, prepared: PreparedRule, cel: CelRule, subject: Path) -> None:
        rule = prepared.rule
        if prepared.assertion is None:
            holds = self._holds(rule, "assert", cel.assertion, subject)
        else:
            value = self._subject_value(subject)
            holds = self._kept_answer(rule, "assert", prepared.assertion, subject, value)
        if holds:
            return
        message = self._evaluate(rule, "message", cel.message, subject)
        if not isinstance(message, str):
            raise self._error(rule, f"`message` gives no text for {show_path(subject)}")
        path = self._below(subject, cel.path)
        fix = self._fix(rule, cel.fix, subject) if cel.fix is not None else None
        self.outcomes.append(Outcome(rule, "fail", path, message, fix=fix))

    def _holds(self, rule: Rule, part: str, expression: str, subject: Path) -> bool:
        result = self._evaluate(rule, part, expression, subject)
        if not isinstance(result, bool):
            raise self._error(
                rule, f"`{part}` gives neither true nor false for {show_path(subject)}"
            )
        return result

    def _evaluate(self, rule: Rule, part: str, expression: str, subject: Path) -> JSON:
        document = self._cel_documents.get(rule.bundle)
        if document is None:
            data: JSON = self._data[rule.bundle]
            document = self._cel.prepare(self.document, data, self._now)
            self._cel_documents[rule.bundle] = document
        try:
            return document.evaluate(expression, subject)
        except CelError as error:
            raise self._error(
                rule, f"`{part}` cannot be evaluated for {show_path(subject)}: {error}"
            ) from None

    def _fix(self, rule: Rule, template: dict[str, JSON], subject: Path) -> FixRequest | None:
        """The fix of a CEL rule; its form was checked when the rule was loaded.

        None where a computed value is null: this time a machine does not know the cure.
        """
        steps: list[SetStep] = []
        for step in msgspec.convert(template.get("set", []), list[dict[str, JSON]]):
            value = step.get("value", msgspec.UNSET)
            if "computed" in step:
                expression = msgspec.convert(step["computed"], str)
                value = self._evaluate(rule, "fix", expression, subject)
                if value is None:
                    return None
            steps.append(
                SetStep(
                    path=self._below(subject, msgspec.convert(step["path"], str)),
                    value=value,
                    expression=msgspec.convert(step.get("expression"), str | None),
                )
            )
        insertions = msgspec.convert(template.get("insert", []), list[dict[str, JSON]])
        removals = msgspec.convert(template.get("remove", []), list[str])
        return FixRequest(
            description=msgspec.convert(template["description"], str),
            safe=template["safe"] is True,
            set=tuple(steps),
            insert=tuple(
                InsertStep(self._below(subject, msgspec.convert(step["path"], str)), step["value"])
                for step in insertions
            ),
            remove=tuple(self._below(subject, path) for path in removals),
        )

    def _below(self, subject: Path, relative: str) -> Path:
        """A path below a subject; digits are an index where the document has a list."""
        here: JSON = self._subject_value(subject)
        path: list[str | int] = list(subject)
        for part in parse_pattern(relative):
            if isinstance(here, list) and part.isdecimal():
                index = int(part)
                path.append(index)
                here = here[index] if index < len(here) else None
            else:
                path.append(part)
                here = here.get(part) if isinstance(here, dict) else None
        return tuple(path)

    def _subject_value(self, subject: Path) -> JSON:
        return lookup(self.document, subject)

    def _error(self, rule: Rule, message: str, hint: str = "") -> EngineError:
        return EngineError(message, where=f"{rule.full_name} on {self.name}", hint=hint)

"""Which statements of a Rego rule hold for a subject, and of whatever these ask in turn.

Neither coverage nor a trace of lines says that: a line that ran for one source is covered, whatever
became of another. So the engine is asked itself. For each body and each of its statements a function
is added to the module that gives all ways in which exactly the statements up to there hold. A statement
holds for a subject if one of the ways fits the subject's path. What a statement asks, a function with
its arguments or a rule, is looked into in the same way, depth by depth.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.asking import (
    NO_ARGUMENTS,
    Engine,
    Given,
    calls_of,
)
from packer_systo.engine.explanation.rego.program import RegoProgram
from packer_systo.engine.explanation.rego.questions import followed
from packer_systo.engine.explanation.rego.telling import Telling
from packer_systo.engine.explanation.rego.ways import (
    Row,
    Way,
    fits_place,
    furthest,
    is_wanted,
    of_every,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.explanation.models import RegoBody
    from packer_systo.engine.explanation.rego.asking import CallAnswer, CallOf, WayAnswer
    from packer_systo.engine.explanation.rego.bodies import CallSite, Clause
    from packer_systo.engine.template.sourcemap import Path

MOST_DEPTH = 8
MOST_CALLS = 1500
"""Calls that are looked into for one document; those next to `deny` come first."""


_PROBLEMS = (RuntimeError, LookupError, msgspec.DecodeError)
"""A builtin that the engine lacks, say; the rule itself is then told about elsewhere."""


class OpenedClause:
    """A way through a clause: `calls` are those of the statements up to it and of the next one."""

    def __init__(self, clause: Clause, given: Given, way: Way) -> None:
        self.clause = clause
        self.given = given
        self.way = way
        self.answer: WayAnswer | None = None
        self.calls: list[OpenedCall] = []

    @property
    def holds(self) -> bool:
        return self.way.upto == len(followed(self.clause)) - 1


class OpenedCall:
    """A call and what it comes to; `folded` says why it is not looked into."""

    def __init__(self, site: CallSite, given: Given) -> None:
        self.site = site
        self.given = given
        self.answer: CallAnswer | None = None
        self.held: bool | None = None
        self.clauses: list[OpenedClause] = []
        self.folded = ""


class RegoTracer:
    """Traces one rule on documents. Raises nothing for a rule: `problem` says what is wrong."""

    def __init__(self, bundle: Bundle, rule: Rule) -> None:
        self.problem = ""
        self._bodies: dict[Path, tuple[RegoBody, ...]] = {}
        try:
            self._program = RegoProgram(bundle, rule)
            self._engine = Engine(bundle, self._program)
        except _PROBLEMS as error:
            self.problem = _told(error)
        self._unready = self.problem

    def trace(self, document: str, subjects: Iterable[Path]) -> None:
        """From now on `bodies` and `problem` are about this document, in JSON."""
        self.problem = self._unready
        self._bodies = {}
        if self._unready:
            return
        try:
            self._run(document, list(dict.fromkeys(subjects)))
        except _PROBLEMS as error:
            self.problem = _told(error)

    def bodies(self, subject: Path) -> tuple[RegoBody, ...]:
        """How far each body comes for one subject."""
        return self._bodies.get(subject, ())

    def _run(self, document: str, subjects: list[Path]) -> None:
        self._engine.take(document)
        self._calls: dict[str, OpenedCall] = {}
        denials = self._program.deny
        rows = list(zip(denials, self._engine.rows(denials), strict=True))
        opened: dict[tuple[int, Way], OpenedClause] = {}
        of_subjects: dict[Path, list[OpenedClause]] = {}
        for subject in subjects:
            for clause, ways in rows:
                way = furthest(ways, partial(fits_place, subject=subject))
                one = opened.setdefault(
                    (clause.number, way), OpenedClause(clause, NO_ARGUMENTS, way)
                )
                of_subjects.setdefault(subject, []).append(one)
        self._look_into(list(opened.values()), 1)
        for subject, clauses in of_subjects.items():
            telling = Telling(self._program, self._engine.content, subject)
            self._bodies[subject] = tuple(telling.body(one) for one in clauses)

    def _look_into(self, clauses: list[OpenedClause], depth: int) -> None:
        """What the ways read, and then all that they ask."""
        new: dict[int, OpenedCall] = {}
        for opened in clauses:
            for call_of in calls_of(opened.clause, opened.way):
                call = self._call(opened, call_of)
                if depth > MOST_DEPTH and call.answer is None:
                    call.folded = call.folded or "too deep"
                if call.answer is None and not call.folded:
                    new[id(call)] = call
                opened.calls.append(call)
        ways, called = self._engine.answers(
            [(one.clause, one.given, one.way) for one in clauses],
            [(one.site, one.given) for one in new.values()],
        )
        for opened, found in zip(clauses, ways, strict=True):
            opened.answer = found[0] if found else None
        next_clauses: list[OpenedClause] = []
        for call, given in zip(new.values(), called, strict=True):
            self._open(call, given)
            next_clauses.extend(call.clauses)
        if next_clauses:
            self._look_into(next_clauses, depth + 1)

    def _call(self, opened: OpenedClause, call_of: CallOf) -> OpenedCall:
        """The call of a way; one that was asked in the same way before is the same."""
        site = call_of.site
        plain = not site.arguments and not site.element and not site.indexes
        given = NO_ARGUMENTS
        if not plain or site.inner is not None:
            given = opened.given.further(opened.clause, opened.way, call_of)
        call = OpenedCall(site, given)
        known = self._calls.setdefault(self._engine.call_query(site, given), call)
        if known is call and len(self._calls) > MOST_CALLS:
            call.folded = "more is asked than is looked into"
        return known

    def _open(self, call: OpenedCall, answer: CallAnswer) -> None:
        call.answer = answer
        if not answer.asked:
            call.folded = "an argument has no value"
            return
        clauses = self._program.asked(call.site)
        rows = [found[0] if found else None for found in answer.rows]
        if call.site.inner is not None:
            (clause,) = clauses
            ways_of = rows[0] or [[]]
            if clause.kind == "comprehension":
                call.held, way = bool(ways_of[-1]), furthest(ways_of, lambda _: True)
            else:
                call.held, way = of_every(ways_of)
            call.clauses = [OpenedClause(clause, call.given, way)]
            return
        call.held = bool(answer.value) and not any(one is False for one in answer.value[0].value)
        opened = [
            OpenedClause(clause, call.given, furthest(ways, is_wanted))
            for clause, ways in zip(clauses, rows, strict=True)
            if ways is not None
        ]
        call.clauses = _telling_ones(opened, held=bool(answer.value), wanted=_is_one(call, rows))


def _told(error: Exception) -> str:
    first = next((line for line in str(error).splitlines() if line.startswith("error")), "")
    return first.removeprefix("error:").strip() or "the engine cannot trace it"


def _is_one(call: OpenedCall, rows: list[list[list[Row]] | None]) -> bool:
    """Whether one of several values is meant."""
    return bool(call.site.element or call.site.indexes) and any(
        any(row.differs for row in ways[-1]) for ways in rows if ways
    )


def _telling_ones(opened: list[OpenedClause], *, held: bool, wanted: bool) -> list[OpenedClause]:
    """The clauses that tell why there is a value: the first that has one, and before an `else` those
    that have none. All, where there is no value.
    """
    if not held and not wanted:
        return opened
    first = next((number for number, one in enumerate(opened) if one.holds), None)
    if first is None:
        return opened if not wanted else []
    begin = first
    while begin and opened[begin].clause.otherwise:
        begin -= 1
    return opened[begin : first + 1]

"""Asks the engine about clauses: which ways there are through them, and what one of these read.

All that is asked at one depth is one query, so what the rules of a library come to is worked out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.document_content import DocumentContent
from packer_systo.engine.explanation.rego.bodies import GIVES, CallSite
from packer_systo.engine.explanation.rego.questions import (
    FIRST,
    NOTHING_WANTED,
    Told,
    followed,
    name_of,
    reference,
    told_as,
)
from packer_systo.engine.explanation.rego.ways import Row, Way
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.explanation.rego.bodies import Clause
    from packer_systo.engine.explanation.rego.program import RegoProgram

_NEXT = ",\n"


class Shown(msgspec.Struct):
    """What a call gives. `value` is a list of none where it is large; then `kind` and `size` tell."""

    value: list[JSON]
    kind: str
    size: list[int]


class CallAnswer(msgspec.Struct):
    """`asked` is empty where an argument has no value; `value` where the call has none.

    `rows` are, for each clause, a list of none (the arguments do not fit) or one.
    """

    asked: list[int]
    value: list[Shown]
    rows: list[list[list[list[Row]]]]


class Parameters(msgspec.Struct):
    """Those of a clause by name: each value a list of none, where it is large, or one."""

    values: dict[str, list[JSON]]
    places: dict[str, list[list[str | int]]]


class Details(msgspec.Struct):
    """What a statement read and gave to variables: each value a list of none or one.

    `values` are the expressions that it reads: of a large value a list of an empty one. `places` are
    for each read alternatives, the first of which that is there counts.
    """

    values: dict[str, list[list[JSON]]]
    gives: dict[str, list[JSON]]
    places: list[list[list[list[str | int]]]]


class WayAnswer(msgspec.Struct):
    """What is known of a way through a clause: of each statement `details`, a list of none or one."""

    parameters: list[Parameters]
    details: list[list[Details]]


class _Value(msgspec.Struct):
    value: list[JSON]


class _Result(msgspec.Struct):
    expressions: list[_Value]


class _Answer(msgspec.Struct):
    result: list[_Result]


_answer = msgspec.json.Decoder(_Answer)


class CallOf(msgspec.Struct, frozen=True):
    """A call of a way: the number of its statement, and its own among the calls of that."""

    site: CallSite
    told: Told
    statement: int
    number: int


class Given(msgspec.Struct, frozen=True):
    """The arguments of a call, as a query makes them: `lines` end with a variable that holds them,
    and behind them what is wanted. Without lines there are no arguments.
    """

    lines: tuple[str, ...] = ()
    count: int = 0

    @property
    def _name(self) -> str:
        return f"systo_given_{len(self.lines)}"

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(f"{self._name}[{number}]" for number in range(self.count))

    @property
    def wanted(self) -> str:
        return f"{self._name}[{self.count}]" if self.lines else NOTHING_WANTED

    def bound(self, clause: Clause, way: Way) -> tuple[tuple[str, ...], str]:
        """The variables of a way through a clause: further lines, and the expression that has them."""
        if way.upto < 0:
            return (), "{}"
        name = f"systo_bound_{len(self.lines)}"
        ways = self.asked("ways", clause, way.upto, self.wanted)
        return (f"{name} := {ways}[{way.row}].bound",), name

    def further(self, clause: Clause, way: Way, call: CallOf) -> Given:
        """The arguments of a call that a way through a clause makes, which has these arguments."""
        lines, bound = self.bound(clause, way)
        asked = self.asked(call.told.asked, clause, call.statement, bound, self.wanted)
        made = f"systo_given_{len(self.lines) + len(lines) + 1} := {asked}[{call.number}][0]"
        return Given((*self.lines, *lines, made), len(call.site.arguments))

    def asked(self, kind: str, clause: Clause, number: int | None, *last: str) -> str:
        """The call of one of the functions that `questions` adds."""
        name = reference(clause.package, name_of(kind, clause, number))
        return f"{name}({_NEXT.join((*self.arguments, *last))})"

    def query(self, value: str, *lines: str) -> str:
        """A list of the value of an expression, or of none; `lines` make what it needs."""
        return f"[systo_value |\n{chr(10).join((*self.lines, *lines, f'systo_value := {value}'))}]"


NO_ARGUMENTS = Given()


class Engine:
    """The embedded engine with a program and its questions, about one document after the other."""

    def __init__(self, bundle: Bundle, program: RegoProgram) -> None:
        self._program = program
        self.content = DocumentContent(None)
        self._engine = GuardedEngine()
        self._engine.add_extension("systo_place", 1, self._place)
        self._engine.add_data_json(msgspec.json.encode(bundle.data).decode())
        for file, text in program.modules():
            self._engine.add_policy(file, text)

    def take(self, document: str) -> None:
        """What is asked from now on is about this document."""
        self.content = DocumentContent(msgspec.json.decode(document))
        self._engine.set_input_json(document)

    def _place(self, text: str) -> JSON:
        return self.content.place(text)

    def rows(self, clauses: Sequence[Clause]) -> list[list[list[Row]]]:
        """Of each clause of `deny`."""
        asked = [NO_ARGUMENTS.query(_rows(clause, NO_ARGUMENTS)) for clause in clauses]
        return [
            found[0] for found in msgspec.convert(self._ask(asked), list[list[list[list[Row]]]])
        ]

    def answers(
        self, ways: Sequence[tuple[Clause, Given, Way]], calls: Sequence[tuple[CallSite, Given]]
    ) -> tuple[list[list[WayAnswer]], list[CallAnswer]]:
        """What ways through clauses read, and what calls come to: one query."""
        found = self._ask(
            [
                *(_way_query(clause, given, way) for clause, given, way in ways),
                *(self.call_query(call, given) for call, given in calls),
            ]
        )
        return (
            msgspec.convert(found[: len(ways)], list[list[WayAnswer]]),
            msgspec.convert(found[len(ways) :], list[CallAnswer]),
        )

    def call_query(self, call: CallSite, given: Given) -> str:
        rows = _NEXT.join(
            given.query(_rows(clause, given)) if len(clause.parameters) == given.count else "[]"
            for clause in self._program.asked(call)
        )
        value = "[]"
        if call.inner is not None and call.inner.kind == "comprehension":
            value = given.query(_shown(_elements(call, call.inner, given), call.inner.package))
        if call.target is not None:
            shown = reference(call.target.package, call.target.name)
            if call.arguments:
                shown = f"{shown}({_NEXT.join(given.arguments)})"
            # A key of what is a rule's value as a whole is looked up by the statement itself.
            keyed = max((len(one.indexes) for one in self._program.asked(call)), default=0)
            for number in range(min(keyed, len(call.indexes))):
                shown = f'{shown}[{given.wanted}["indexes"][{number}]]'
            value = given.query(_shown(shown, call.target.package))
        return f'{{{FIRST}, "asked": {given.query("1")},\n"value": {value},\n"rows": [{rows}]}}'

    def _ask(self, queries: list[str]) -> list[JSON]:
        if not queries:
            return []
        reply = self._engine.eval_query_as_json(f"[{_NEXT.join(queries)}]")
        return _answer.decode(reply).result[0].expressions[0].value


def _rows(clause: Clause, given: Given) -> str:
    """What tells the ways apart, for each statement."""
    ways = _NEXT.join(
        f"[systo_way.tag |\nsome systo_way in {given.asked('ways', clause, number, given.wanted)}]"
        for number in range(len(followed(clause)))
    )
    return f"[{ways}]"


def _elements(call: CallSite, clause: Clause, given: Given) -> str:
    """What a comprehension comes to."""
    ways = given.asked("ways", clause, len(followed(clause)) - 1, given.wanted)
    found = f"some systo_way in {ways}\nsysto_one := systo_way.bound.{GIVES}"
    if not call.text.startswith("{"):
        return f"[systo_one |\n{found}]"
    if clause.indexes:
        return f"{{systo_one[0]: systo_one[1] |\n{found}}}"
    return f"{{systo_one |\n{found}}}"


def calls_of(clause: Clause, way: Way) -> list[CallOf]:
    """All that the statements up to the way's last one ask, and the one that does not hold."""
    return [
        CallOf(site, told_as(statement, held=at <= way.upto), at, number)
        for at, statement in enumerate(followed(clause)[: way.upto + 2])
        for number, site in enumerate(statement.calls)
    ]


def _way_query(clause: Clause, given: Given, way: Way) -> str:
    lines, bound = given.bound(clause, way)
    details: list[str] = []
    for number, statement in enumerate(followed(clause)[: way.upto + 2]):
        told = told_as(statement, held=number <= way.upto)
        found = given.asked(told.name, clause, number, bound)
        details.append(f"[systo_told | systo_told := {found}]")
    parameters = "[]"
    if clause.parameters:
        found = given.asked("parameters", clause, None)
        parameters = f"[systo_told | systo_told := {found}]"
    return given.query(
        f'{{{FIRST}, "parameters": {parameters},\n"details": [{_NEXT.join(details)}]}}',
        *lines,
    )


def _shown(value: str, package: tuple[str, ...]) -> str:
    bounded = f"{reference(package, 'systo_bounded')}(systo_shown)"
    size = f"{reference(package, 'systo_size')}(systo_shown)"
    return (
        f'[{{{FIRST}, "value": [systo_part | systo_part := {bounded}],\n"kind": type_name(systo_shown),\n'
        f'"size": [systo_part | systo_part := {size}]}} |\nsysto_shown := {value}][0]'
    )

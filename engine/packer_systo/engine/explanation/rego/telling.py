"""What was found of a rule's clauses, as an explanation has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.models import NamedValue, RegoBody, RegoCall, RegoStep
from packer_systo.engine.explanation.rego.bodies import ELEMENT
from packer_systo.engine.explanation.shown import shown_value
from packer_systo.engine.judgment.patterns import show_path

if TYPE_CHECKING:
    from packer_systo.engine.explanation.document_content import DocumentContent
    from packer_systo.engine.explanation.rego.asking import Details, Shown
    from packer_systo.engine.explanation.rego.program import RegoProgram
    from packer_systo.engine.explanation.rego.trace import OpenedCall, OpenedClause
    from packer_systo.engine.template.sourcemap import Path


class Telling:
    """Tells about one subject. What is told once is not told again: `folded` then says so."""

    def __init__(self, program: RegoProgram, content: DocumentContent, subject: Path) -> None:
        self._program = program
        self._content = content
        self._subject = subject
        self._made: dict[int, RegoCall] = {}
        self._told: set[RegoCall] = set()

    def body(self, opened: OpenedClause) -> RegoBody:
        return self._once(self._body(opened))

    def _body(self, opened: OpenedClause) -> RegoBody:
        clause, upto = opened.clause, opened.way.upto
        details = opened.answer.details if opened.answer is not None else []
        steps: list[RegoStep] = []
        number = -1
        calls = iter(opened.calls)
        for statement in clause.statements:
            if statement.declares:
                held = True if number + 1 <= upto + 1 else None
                steps.append(RegoStep(statement.line, statement.text, held))
                continue
            number += 1
            held = True if number <= upto else False if number == upto + 1 else None
            step = RegoStep(statement.line, statement.text, held, head=statement.gives)
            if held is False and opened.way.ways > 1:
                step = msgspec.structs.replace(step, tried=opened.way.ways)
            if held is not None:
                asked = tuple(
                    self._call(call)
                    for call in [next(calls) for _ in statement.calls]
                    if call.clauses or call.site.element != ELEMENT
                )
                about = details[number] if number < len(details) else []
                step = self._step(step, about[0] if about else None, asked)
            steps.append(step)
        stopped = next((one.line for one in steps if one.held is False), None)
        return RegoBody(
            line=clause.line,
            steps=tuple(steps),
            stopped_at=stopped,
            given=self._given(opened),
            otherwise=clause.otherwise,
        )

    def _step(
        self, step: RegoStep, details: Details | None, calls: tuple[RegoCall, ...]
    ) -> RegoStep:
        if details is None:
            return msgspec.structs.replace(step, calls=calls)
        values: list[NamedValue] = []
        for name, found in details.values.items():
            if not name:
                continue
            if not found:
                values.append(NamedValue(name, "absent"))
            elif found[0]:
                values.append(NamedValue(name, shown_value(found[0][0])))
        places: dict[str, None] = {}
        for alternatives in details.places:
            path = next((found[0] for found in alternatives if found), None)
            if path is not None:
                places[show_path(self._content.resolved(path, self._subject))] = None
        gives = [
            NamedValue(name, shown_value(value[0]))
            for name, value in details.gives.items()
            if value
        ]
        return msgspec.structs.replace(
            step, values=tuple(values), gives=tuple(gives), places=tuple(places), calls=calls
        )

    def _given(self, opened: OpenedClause) -> tuple[NamedValue, ...]:
        parameters = opened.answer.parameters if opened.answer is not None else []
        given: list[NamedValue] = []
        for one in parameters:
            for name, value in one.values.items():
                place = one.places[name]
                if value:
                    given.append(NamedValue(name, shown_value(value[0])))
                elif place:
                    where = self._content.resolved(place[0], self._subject)
                    given.append(NamedValue(name, show_path(where)))
        return tuple(given)

    def _call(self, call: OpenedCall) -> RegoCall:
        """With all that it asks itself; each is made once."""
        made = self._made.get(id(call))
        if made is None:
            clauses = self._program.asked(call.site)
            shown = call.answer.value if call.answer is not None else []
            made = self._made[id(call)] = RegoCall(
                text=call.site.text,
                file=clauses[0].file if clauses else "",
                line=clauses[0].line if clauses else 0,
                held=call.held,
                value=_value(shown[0]) if shown else "",
                bodies=tuple(self._body(one) for one in call.clauses),
                folded=call.folded,
            )
        return made

    def _once(self, body: RegoBody) -> RegoBody:
        """Without what was told before."""
        steps = [
            msgspec.structs.replace(step, calls=tuple(self._first(call) for call in step.calls))
            if step.calls
            else step
            for step in body.steps
        ]
        return msgspec.structs.replace(body, steps=tuple(steps))

    def _first(self, call: RegoCall) -> RegoCall:
        if not call.bodies:
            return call
        if call in self._told:
            return msgspec.structs.replace(call, bodies=(), folded="as above")
        self._told.add(call)
        return msgspec.structs.replace(call, bodies=tuple(self._once(body) for body in call.bodies))


def _value(shown: Shown) -> str:
    if shown.value:
        return shown_value(shown.value[0])
    words = {"array": "a list", "set": "a set", "object": "a mapping"}
    return f"{words.get(shown.kind, shown.kind)} of {shown.size[0]}" if shown.size else shown.kind

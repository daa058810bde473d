"""A batch of documents as one query of `opa eval`, and what OPA prints about it.

The module of the query has a line for each rule and a line for each document:

    rule[4] := data.packer_baseline.security.unverified_iso.deny
    answer[0] := found if found := {rule: denied | …} with input as input.documents[0]

`with` evaluates all that a document needs anew, so the answer is that of one document alone. An
error's stack trace goes through both lines, and so tells the rule and the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence


FILE = "systo_query.rego"
QUERY = "data.systo_query.answer"

_HEAD = ("package systo_query", "import rego.v1")


class Asked(msgspec.Struct, frozen=True):
    """A document, and the rules of one bundle that are to judge it."""

    key: int
    name: str
    document: str
    rules: tuple[Rule, ...]

    def with_rules(self, rules: Sequence[Rule]) -> Asked:
        return msgspec.structs.replace(self, rules=tuple(rules))


class Failure(msgspec.Struct, frozen=True):
    """Why OPA gave no answer. What is known of where: a document's number, a rule, a file.

    `reading` is set when a policy cannot be compiled, whatever the document; `stopped` when a limit
    was reached.
    """

    message: str
    document: int | None = None
    rule: Rule | None = None
    file: str = ""
    line: int = 0
    reading: bool = False
    stopped: bool = False


class _Location(msgspec.Struct):
    file: str = ""
    row: int = 0


class _Frame(msgspec.Struct):
    location: _Location


class _Error(msgspec.Struct):
    message: str
    code: str = ""
    location: _Location | None = None
    stack_trace: list[_Frame] = []


class _Errors(msgspec.Struct):
    errors: list[_Error]


class _Expression(msgspec.Struct):
    value: dict[str, dict[str, msgspec.Raw]]


class _Row(msgspec.Struct):
    expressions: list[_Expression]


class _Result(msgspec.Struct):
    result: list[_Row] = []


class Query:
    """The query about some documents: its module, its input, and how to read what comes back."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self._rules = {rule.package: rule for one in asked for rule in one.rules}
        self._packages = list(self._rules)
        self._numbers = {package: number for number, package in enumerate(self._packages)}

    def module(self) -> str:
        lines = [*_HEAD]
        lines += [
            f"rule[{number}] := data.{package}.deny" for package, number in self._numbers.items()
        ]
        for number, one in enumerate(self.asked):
            rules = ", ".join(str(self._numbers[rule.package]) for rule in one.rules)
            lines.append(
                f"answer[{number}] := found if found := "
                f"{{key: denied | some key in [{rules}]; denied := rule[key]}} "
                f"with input as input.documents[{number}]"
            )
        return "\n".join([*lines, ""])

    def input(self) -> bytes:
        return f'{{"documents":[{",".join(one.document for one in self.asked)}]}}'.encode()

    def answers(self, printed: bytes) -> list[list[bytes | None]]:
        """For each document and each of its rules the set `deny` as JSON; None if there is none.

        Raises msgspec.DecodeError for what is no answer to this query.
        """
        rows = msgspec.json.decode(printed, type=_Result).result
        found = rows[0].expressions[0].value if rows and rows[0].expressions else {}
        if len(found) != len(self.asked):
            raise msgspec.ValidationError(
                f"{len(found)} documents were answered, {len(self.asked)} asked about"
            )
        answers: list[list[bytes | None]] = []
        for number, one in enumerate(self.asked):
            denied = found[str(number)]
            values = [denied.get(str(self._numbers[rule.package])) for rule in one.rules]
            answers.append([None if value is None else bytes(value) for value in values])
        return answers

    def failure(self, printed: bytes) -> Failure | None:
        """The first error that OPA printed, or None if it printed none."""
        try:
            errors = msgspec.json.decode(printed, type=_Errors).errors
        except msgspec.DecodeError:
            return None
        if not errors:
            return None
        error = errors[0]
        places = [frame.location for frame in error.stack_trace]
        if error.location is not None:
            places.append(error.location)
        rule: Rule | None = None
        document: int | None = None
        for place in places:
            if place.file != FILE:
                continue
            number = place.row - len(_HEAD) - 1
            if 0 <= number < len(self._packages):
                rule = rule or self._rules[self._packages[number]]
            elif 0 <= number - len(self._packages) < len(self.asked):
                document = number - len(self._packages)
        place = error.location or (places[0] if places else _Location())
        return Failure(
            message=error.message,
            document=document,
            rule=rule,
            file=place.file,
            line=place.row,
            reading=error.code.startswith("rego_"),
            stopped=error.code == "eval_cancel_error",
        )

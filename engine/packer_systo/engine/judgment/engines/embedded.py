"""Rego by regorus, inside the process: no program to install, about 30 microseconds a rule.

regorus is not thread-safe; one EmbeddedEngine belongs to one thread. Each bundle has an engine of
its own, so that bundles cannot get in each other's way. Policies are added when first needed,
since reading one costs more than evaluating it a few times.
"""

from __future__ import annotations

import math
import re
import time
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.denials import denied
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.interface import Answer, kept
from packer_systo.engine.judgment.engines.preflight import MISSING
from packer_systo.engine.judgment.engines.rego_heads import with_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.engines.interface import Question

_NO_SUCH_FUNCTION = "could not find function "
_RAISED = re.compile(r"extension '([^']+)' raises Python error: [A-Za-z]+: (.*)")
_SET_OF_COLLECTIONS = "set of lists, objects or sets, and no object with such keys"
_NOT_HANDED_OVER = {
    "not an i64": "whole number of more than 64 bits",
    **{
        f"TypeError: unhashable type: '{one}'": _SET_OF_COLLECTIONS
        for one in ("dict", "list", "set")
    },
}
"""What cannot be an argument of a function of ours: the engine's words, and ours."""

_RULE_NOT_FOUND = "not a valid rule path"


TOGETHER = 25
"""How many rules are asked about in one question where time is short: between two it is looked at."""


class _Expression(msgspec.Struct):
    value: list[msgspec.Raw]


class _Row(msgspec.Struct):
    expressions: list[_Expression]


class _Answered(msgspec.Struct):
    result: list[_Row] = []


_answered = msgspec.json.Decoder(_Answered)


class EmbeddedEngine:
    name = "embedded"
    notes: tuple[str, ...] = ()

    def __init__(self, bundles: Sequence[Bundle]) -> None:
        self._bundles = {bundle.metadata.name: bundle for bundle in bundles}
        self._engines: dict[str, _BundleEngine] = {}
        self._alone: dict[str, _BundleEngine] = {}

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        for question in questions:
            results = [
                denied(content, rule, question.name)
                for rule, content in zip(question.rules, self.contents(question), strict=True)
            ]
            yield Answer(question.key, tuple(results))

    def contents(self, question: Question, until: float = math.inf) -> list[str | EngineError]:
        """For each rule the set `deny` as JSON, or why it cannot be evaluated.

        Once `time.monotonic()` is past `until`, the rules that are left have no entry.
        """
        contents: list[str | EngineError] = []
        ready: dict[str, _BundleEngine | None] = {}
        most = len(question.rules) if until == math.inf else TOGETHER
        for rules in _batches(question.rules, most):
            if time.monotonic() > until:
                break
            bundle = rules[0].bundle
            if bundle not in ready:
                ready[bundle] = self._ready(bundle, question)
            engine = ready[bundle]
            together = engine.denials(rules) if engine is not None and len(rules) > 1 else None
            if together is not None:
                contents += together
                continue
            # One of them fails: each alone, so that it is named.
            for rule in rules:
                if time.monotonic() > until:
                    return contents
                contents.append(self._content(rule, engine, question))
        return contents

    def _ready(self, bundle: str, question: Question) -> _BundleEngine | None:
        """The bundle's engine with the document and the rules of a question, or None."""
        try:
            engine = self._engines.get(bundle)
            if engine is None or engine.broken:
                engine = self._engines[bundle] = _BundleEngine(self._bundles[bundle])
            engine.add(rule for rule in question.rules if rule.bundle == bundle)
            engine.take(question.document, question.name)
        except EngineError:
            return None
        return engine

    def _content(
        self, rule: Rule, engine: _BundleEngine | None, question: Question
    ) -> str | EngineError:
        if engine is not None:
            try:
                return engine.deny(rule, question.name)
            except EngineError:
                pass
        # A rule that cannot be read or prepared may be another one: what is its own, it alone says.
        try:
            alone = self._alone.get(rule.full_name)
            if alone is None or alone.broken:
                alone = _BundleEngine(self._bundles[rule.bundle])
                alone.add([rule])
                self._alone[rule.full_name] = alone
            alone.take(question.document, question.name)
            return alone.deny(rule, question.name)
        except EngineError as error:
            return kept(error)


def _batches(rules: Sequence[Rule], most: int) -> Iterator[Sequence[Rule]]:
    """The rules in order, at most so many of one bundle at a time."""
    start = 0
    for at in range(1, len(rules) + 1):
        whole = at == len(rules) or rules[at].bundle != rules[start].bundle
        if whole or at - start == most:
            yield rules[start:at]
            start = at


class _BundleEngine:
    def __init__(self, bundle: Bundle) -> None:
        self._engine = GuardedEngine()
        self._added: set[str] = set()
        self._heads = bundle.heads
        self._engine.add_data_json(msgspec.json.encode(bundle.data).decode())
        for name, text in bundle.libraries:
            self._add(name, text, f"{bundle.metadata.name}/{name}")

    @property
    def broken(self) -> bool:
        return self._engine.broken

    def add(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if rule.file not in self._added:
                self._add(rule.file, rule.rego, rule.full_name)
                self._added.add(rule.file)

    def _add(self, file: str, text: str, where: str) -> None:
        try:
            self._engine.add_policy(file, with_changes(text, self._heads.get(file, ())))
        except RuntimeError as error:
            message, hint = in_words(error)
            raise EngineError(
                f"the rule cannot be read: {message}", where=where, hint=hint
            ) from None

    def take(self, document: str, name: str) -> None:
        try:
            self._engine.set_input_json(document)
        except RuntimeError as error:  # nested deeper than regorus reads
            message, _ = in_words(error)
            raise EngineError(f"the document cannot be read: {message}", where=name) from None

    def denials(self, rules: Sequence[Rule]) -> list[str] | None:
        """What each of them denies, None where one cannot be evaluated. What they share, such as a
        library's tables, is worked out once: regorus forgets it after each question.
        """
        query = ",\n".join([f"data.{rule.package}.deny" for rule in rules])
        try:
            answered = _answered.decode(self._engine.eval_query_as_json(f"[\n{query}\n]"))
        except RuntimeError:
            return None
        if not answered.result:  # a rule has no `deny`
            return None
        return [bytes(one).decode() for one in answered.result[0].expressions[0].value]

    def deny(self, rule: Rule, document: str) -> str:
        try:
            return self._engine.eval_rule_as_json(f"data.{rule.package}.deny")
        except RuntimeError as error:
            message, hint = in_words(error)
            raise EngineError(
                f"the rule cannot be evaluated: {message}",
                where=f"{rule.full_name} on {document}",
                hint=hint,
            ) from None


def in_words(error: RuntimeError) -> tuple[str, str]:
    """The message of regorus and, where there is one, a hint.

    Its text is a place (`--> file:line:column`), a drawing, `error: …` and a backtrace.
    """
    lines = str(error).partition("\n\nStack backtrace")[0].split("\n")
    places = [line[4:].strip() for line in lines if line.startswith("-->")]
    messages = [line.removeprefix("error:").strip() for line in lines if line.startswith("error:")]
    message = messages[0] if messages else " ".join(" ".join(lines).split())
    hint = ""
    raised = _RAISED.fullmatch(message)
    if raised is not None:
        message = f"`{raised[1]}`: {raised[2]}"
    elif message in _NOT_HANDED_OVER:
        message = f"the embedded engine gives the function no {_NOT_HANDED_OVER[message]}"
        hint = "rewrite the rule without it, or judge by `--engine opa`"
    elif message.startswith(_NO_SUCH_FUNCTION):
        name = message.removeprefix(_NO_SUCH_FUNCTION)
        if name in MISSING:
            message = f"the embedded engine has no function `{name}`"
            hint = "rewrite the rule without it, or judge by `--engine opa`"
        else:
            message = f"there is no function `{name}`"
            hint = "mend its name, or import the package that defines it"
    elif message == _RULE_NOT_FOUND:
        message = "the rule has no `deny`"
        hint = "a rule adds objects to the set `deny`: `deny contains {…} if {…}`"
    return (f"{message} ({places[0]})" if places else message), hint

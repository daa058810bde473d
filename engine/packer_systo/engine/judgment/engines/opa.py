"""Rego by `opa` itself: exact, with every builtin, for some 50 ms a batch.

Documents go in batches to `opa eval`, on its standard input, so that memory stays bounded and no
document is on a disk. The policies are written to a folder of the run, as they were loaded: what
judges is what was verified. Each bundle is asked by itself, so that bundles cannot get in each
other's way.

A rule that fails on one document is asked about no other in the run: each failure costs a batch.
The error says on which document, and stands for all others.
"""

from __future__ import annotations

import os
import tempfile
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.denials import read_denials
from packer_systo.engine.judgment.engines.interface import Answer, RuleResult, kept
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits, in_words
from packer_systo.engine.judgment.engines.opa_program import find_program, run
from packer_systo.engine.judgment.engines.opa_query import FILE, QUERY, Asked, Failure, Query
from packer_systo.engine.judgment.engines.preflight import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.engines.interface import Question

Results: TypeAlias = "dict[tuple[int, str], RuleResult]"
"""By the question's key and the rule's full name."""

MOST_DOCUMENTS = 32
MOST_CHARACTERS = 4_000_000
"""Of a batch: OPA takes some ten bytes for each."""


class OpaEngine:
    name = "opa"
    notes: tuple[str, ...] = ()

    def __init__(self, bundles: Sequence[Bundle], limits: Limits = DEFAULT_LIMITS) -> None:
        self._bundles = {bundle.metadata.name: bundle for bundle in bundles}
        self._limits = limits
        self._program = ""

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        if not self._program:
            self._program = find_program()
        with tempfile.TemporaryDirectory(prefix="systo-opa-") as folder:
            asked: dict[str, _AskedBundle] = {}
            for batch in _batches(questions):
                results: Results = {}
                for name in dict.fromkeys(rule.bundle for one in batch for rule in one.rules):
                    if name not in asked:
                        own = os.path.join(folder, str(len(asked)))
                        bundle = self._bundles[name]
                        asked[name] = _AskedBundle(bundle, own, self._program, self._limits)
                    theirs = [
                        Asked(one.key, one.name, one.document, rules)
                        for one in batch
                        if (rules := tuple(rule for rule in one.rules if rule.bundle == name))
                    ]
                    results.update(asked[name].results(theirs))
                for one in batch:
                    found = tuple(results[one.key, rule.full_name] for rule in one.rules)
                    yield Answer(one.key, found)


def _batches(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """Questions as they come, in lists of a bounded size; one that is larger goes by itself."""
    batch: list[Question] = []
    size = 0
    for question in questions:
        if batch and size + len(question.document) > MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(question)
        size += len(question.document)
        if len(batch) == MOST_DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _AskedBundle:
    """One bundle in a folder of its own, and which of its rules cannot be evaluated."""

    def __init__(self, bundle: Bundle, folder: str, program: str, limits: Limits) -> None:
        self._bundle = bundle
        self._folder = folder
        self._program = program
        self._limits = limits
        # What a rule may use on no engine is not run here either: `http.send` would be sent.
        self._broken = {
            one.rule: EngineError(
                f"{one.message} (line {one.line} of {one.file})", where=one.rule, hint=NOWHERE
            )
            for one in bundle.obstacles
            if one.everywhere
        }
        self._files: dict[str, Rule] = {}
        for rule in bundle.rules:
            if rule.language == "rego":
                self._files[self._write(rule.file, rule.rego)] = rule
        for name, text in bundle.libraries:
            self._write(name, text)
        _write(os.path.join(folder, "data.json"), msgspec.json.encode(bundle.data))

    def _write(self, name: str, text: str) -> str:
        """Write a policy; gives its name as errors tell it."""
        shown = f"policies/{name}"
        _write(os.path.join(self._folder, shown), text.encode())
        return shown

    def results(self, asked: Sequence[Asked]) -> Results:
        found: Results = {}
        waiting: list[Sequence[Asked]] = [asked]
        while waiting:
            part = self._without_broken(waiting.pop(), found)
            if not part:
                continue
            query = Query(part)
            failure = self._evaluate(query, found)
            if failure is not None:
                waiting += self._after(failure, part)
        return found

    def _evaluate(self, query: Query, found: Results) -> Failure | None:
        """Ask, and add what is answered to `found`; nothing of it after a failure."""
        _write(os.path.join(self._folder, FILE), query.module().encode())
        ran = run(
            self._program,
            ["eval", "--format", "json", "--strict-builtin-errors", "--stdin-input",
             "--data", "policies", "--data", "data.json", "--data", FILE, QUERY],
            query.input(),
            self._folder,
            self._limits,
        )  # fmt: skip
        if ran.code is None:
            return Failure(f"it was stopped after {in_words(self._limits)}", stopped=True)
        if ran.code != 0:
            failure = query.failure(ran.printed)
            if failure is not None:
                return failure
            return Failure(f"opa ended with code {ran.code}: {_end(ran.said)}", stopped=True)
        try:
            answers = query.answers(ran.printed)
        except (msgspec.DecodeError, LookupError) as error:
            return Failure(f"opa printed what is no answer: {error}", stopped=True)
        for one, denied in zip(query.asked, answers, strict=True):
            for rule, content in zip(one.rules, denied, strict=True):
                found[one.key, rule.full_name] = _result(content, rule, one.name)
        return None

    def _after(self, failure: Failure, part: Sequence[Asked]) -> list[Sequence[Asked]]:
        """What is left to ask after a failure, what is asked next at the end."""
        if failure.reading:
            self._break_unreadable(failure, part)
            return [part]
        document = part[failure.document] if failure.document is not None else None
        alone = len(part) == 1 and len(part[0].rules) == 1
        if alone:
            self._break(part[0].rules[0], part[0].name, failure)
            return [part]
        if failure.rule is not None and document is not None:
            if not failure.stopped:
                self._break(failure.rule, document.name, failure)
                return [part]
            # A limit may also be reached by all together: the one that was at it is asked alone.
            rest = _without(part, document, failure.rule)
            return [*_halves(rest), [document.with_rules([failure.rule])]]
        return _halves(part)

    def _break(self, rule: Rule, document: str, failure: Failure) -> None:
        message = f"the rule cannot be evaluated: {failure.message}"
        hint = ""
        if failure.stopped:
            message = (
                f"the rule was stopped: {failure.message} (the limits are "
                f"{in_words(self._limits)} and {self._limits.memory // 2**20} MB)"
            )
            hint = "make the rule look at less, or raise the limits in `[engine]` of the settings"
        elif failure.file and failure.file != FILE:
            message += f" ({self._place(failure)})"
        self._broken[rule.full_name] = EngineError(
            message, where=f"{rule.full_name} on {document}", hint=hint
        )

    def _break_unreadable(self, failure: Failure, part: Sequence[Asked]) -> None:
        """A policy that cannot be read: the rule whose it is, else all, since all are read."""
        own = self._files.get(failure.file)
        rules = [own] if own is not None else [rule for one in part for rule in one.rules]
        place = self._place(failure) if failure.file else self._bundle.location
        for rule in rules:
            self._broken[rule.full_name] = EngineError(
                f"the rule cannot be read: {failure.message} ({place})", where=rule.full_name
            )
        if own is not None:
            # What cannot be read would fail all the others too.
            os.unlink(os.path.join(self._folder, failure.file))

    def _place(self, failure: Failure) -> str:
        return f"{failure.file.removeprefix('policies/')}:{failure.line}"

    def _without_broken(self, part: Sequence[Asked], found: Results) -> list[Asked]:
        left: list[Asked] = []
        for one in part:
            rules: list[Rule] = []
            for rule in one.rules:
                error = self._broken.get(rule.full_name)
                if error is None:
                    rules.append(rule)
                else:
                    found[one.key, rule.full_name] = error
            if rules:
                left.append(one.with_rules(rules))
        return left


def _result(content: bytes | None, rule: Rule, document: str) -> RuleResult:
    if content is None:
        return EngineError(
            "the rule has no `deny`",
            where=f"{rule.full_name} on {document}",
            hint="a rule adds objects to the set `deny`: `deny contains {…} if {…}`",
        )
    try:
        return read_denials(content, rule, document)
    except EngineError as error:
        return kept(error)


def _halves(part: Sequence[Asked]) -> list[Sequence[Asked]]:
    """The documents in two parts; of one document, its rules."""
    if len(part) > 1:
        middle = len(part) // 2
        return [part[middle:], part[:middle]]
    if not part:
        return []
    (one,) = part
    if len(one.rules) == 1:
        return [part]
    middle = len(one.rules) // 2
    return [[one.with_rules(one.rules[middle:])], [one.with_rules(one.rules[:middle])]]


def _without(part: Sequence[Asked], document: Asked, rule: Rule) -> list[Asked]:
    """The part without one rule on one document."""
    left: list[Asked] = []
    for one in part:
        kept = [own for own in one.rules if one is not document or own is not rule]
        if kept:
            left.append(one.with_rules(kept))
    return left


def _write(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(content)


def _end(said: str) -> str:
    """What a program said last, in one bounded line."""
    lines = list(islice((line.strip() for line in said.splitlines() if line.strip()), 1))
    return lines[0][:200] if lines else "it says nothing"

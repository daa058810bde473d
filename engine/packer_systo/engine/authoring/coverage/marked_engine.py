"""regorus over files with a mark in each branch, to see which of them hold.

It is asked besides the engine that gives the verdict, never instead of it: what it denies is
thrown away, and an error is the other engine's to tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.coverage.models import FileCoverage, Unreached
from packer_systo.engine.authoring.coverage.rego_branches import MARK, MarkedFile, mark
from packer_systo.engine.judgment.engines.embedded import in_words
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.rego_heads import with_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.authoring.coverage.rego_branches import Branch
    from packer_systo.engine.bundle.models import Bundle


class _LineReport(msgspec.Struct):
    path: str
    covered: list[int]


class _Report(msgspec.Struct):
    files: list[_LineReport]


class MarkedEngine:
    """All Rego of a bundle, its tests by name beside it. Belongs to one thread."""

    def __init__(self, bundle: Bundle, tests: Mapping[str, str]) -> None:
        self._location = bundle.location
        self._files: dict[str, MarkedFile] = {}
        self._rules = {rule.file: rule for rule in bundle.rules}
        self._held: set[int] = set()
        self._asked: set[str] = set()
        self._failed: dict[str, str] = {}
        self.unmeasured: list[Unreached] = []
        self._heads = bundle.heads
        self._engine = GuardedEngine()
        self._engine.add_extension(MARK, 1, self._reached)
        self._engine.add_data_json(msgspec.json.encode(bundle.data).decode())
        self._engine.set_enable_coverage(True)
        for name, text in bundle.libraries:
            self._add(name, text)
        for rule in bundle.rules:
            if rule.language == "rego":
                self._add(rule.file, rule.rego)
        for name, text in tests.items():
            try:
                self._engine.add_policy(name, text)
            except RuntimeError:
                continue  # the run of the tests says why

    def ask(self, query: str, document: str) -> None:
        """Evaluate a rule, such as `data.acme.build.x.deny`, on a document."""
        self._asked.add(query)
        try:
            self._engine.set_input_json(document)
            self._engine.eval_rule_as_json(query)
        except RuntimeError as error:
            self._failed[query] = in_words(error)[0]

    def coverage(self) -> Iterable[FileCoverage]:
        """What was reached of each file, in the order of their names."""
        lines = self._lines()
        for name, marked in sorted(self._files.items()):
            if not marked.branches:
                continue
            rule = self._rules.get(name)
            failure = self._failed.get(f"data.{rule.package}.deny", "") if rule is not None else ""
            if failure:
                self.unmeasured.append(Unreached(f"{self._location}/{name}", 1, failure))
                continue
            missed = tuple(
                Unreached(
                    f"{self._location}/{name}",
                    branch.line,
                    _sentence(branch, lines.get(name, frozenset())),
                )
                for number, branch in enumerate(marked.branches, marked.first)
                if number not in self._held
            )
            yield FileCoverage(
                f"{self._location}/{name}",
                len(marked.branches),
                missed,
                rule=rule.full_name if rule is not None else "",
                reached=rule is None or f"data.{rule.package}.deny" in self._asked,
            )

    def _add(self, name: str, text: str) -> None:
        first = sum(len(one.branches) for one in self._files.values())
        try:
            marked = mark(with_changes(text, self._heads.get(name, ())), first)
            self._engine.add_policy(name, marked.text)
        except RuntimeError as error:
            self.unmeasured.append(_unreadable(f"{self._location}/{name}", error))
            return
        self._files[name] = marked

    def _reached(self, number: object) -> bool:
        if isinstance(number, int):
            self._held.add(number)
        return True

    def _lines(self) -> dict[str, frozenset[int]]:
        if self._engine.broken:
            return {}
        report = msgspec.json.decode(self._engine.get_coverage_report_as_json(), type=_Report)
        return {one.path: frozenset(one.covered) for one in report.files}


def _unreadable(place: str, error: RuntimeError) -> Unreached:
    """What the reader says ends in ` (file:line:column)`: the line is told once, as others are."""
    words, _, where = in_words(error)[0].rpartition(" (")
    line = where.rstrip(")").split(":")[-2:-1]
    if words and line and line[0].isdecimal():
        return Unreached(place, int(line[0]), words)
    return Unreached(place, 1, in_words(error)[0])


def _sentence(branch: Branch, evaluated: frozenset[int]) -> str:
    kind = f"`else` {branch.alternative} of " if branch.alternative else "this body of "
    reached = [line for line in branch.lines if line in evaluated]
    if not reached:
        return f"nothing reaches {kind}`{branch.name}`"
    if len(set(branch.lines)) == 1:
        return f"{kind}`{branch.name}` never holds"
    return f"{kind}`{branch.name}` never holds: nothing gets past line {reached[-1]}"

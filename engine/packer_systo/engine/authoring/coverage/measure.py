"""Measure what the cases and the tests of a bundle reach of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.coverage.marked_engine import MarkedEngine
from packer_systo.engine.authoring.coverage.models import Coverage, FileCoverage
from packer_systo.engine.authoring.coverage.seen_conditions import SeenConditions
from packer_systo.engine.authoring.rule_lines import RuleLines
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.patterns import expand, parse_pattern
from packer_systo.engine.judgment.prepared import prepare_rule
from packer_systo.engine.judgment.task import Task
from packer_systo.engine.template.loaded import of_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.template.document import JSON, TemplateDocument


class Measure:
    """What is reached so far. `contents` are the bundle's files, `tests` its Rego tests by name."""

    def __init__(
        self, bundle: Bundle, contents: Mapping[str, bytes], tests: Mapping[str, str]
    ) -> None:
        self._bundle = bundle
        self._contents = contents
        self._rego = MarkedEngine(bundle, tests)
        self._cel = cel_engine()
        self._conditions: dict[str, SeenConditions] = {}

    def add_rule(self, rule: Rule) -> None:
        """Count the branches of a rule, whether something reaches them or not."""
        self._of(rule)

    def add_case(self, rule: Rule, read: TemplateDocument) -> None:
        """Go through a rule's conditions, and its Rego, for the document of a case."""
        seen = self._of(rule)
        prepared = prepare_rule(rule)
        data = {self._bundle.metadata.name: self._bundle.data}
        task = Task(of_document(read), [prepared], data, self._cel)
        own: JSON = self._bundle.data
        document = self._cel.prepare(task.document, own, read.now or _EPOCH)
        for path, _ in expand(task.document, parse_pattern(rule.metadata.judges.subject)):
            seen.look("when", path, document)
        decided = task.decided(prepared)
        if not decided:
            return
        if rule.language == "rego":
            self._rego.ask(f"data.{rule.package}.deny", task.text)
        else:
            for path in decided:
                seen.look("assert", path, document)

    def add_test(self, query: str) -> None:
        """Evaluate a Rego test, `data.acme.x.test_y`."""
        self._rego.ask(query, "{}")

    def coverage(self) -> Coverage:
        """What was reached of the rules that were looked at, and of the Rego that they share."""
        found = {name: seen.coverage() for name, seen in self._conditions.items()}
        files: list[FileCoverage] = []
        for one in self._rego.coverage():
            conditions = found.pop(one.rule, None)
            if conditions is not None:
                files.append(_joined(one, conditions))
            elif not one.rule:
                files.append(one)
        files += [one for one in found.values() if one.branches]
        files.sort(key=lambda one: one.file)
        return Coverage(tuple(files), tuple(self._rego.unmeasured))

    def _of(self, rule: Rule) -> SeenConditions:
        seen = self._conditions.get(rule.full_name)
        if seen is None:
            seen = SeenConditions(rule, RuleLines(rule, self._contents), self._bundle.location)
            self._conditions[rule.full_name] = seen
        return seen


_EPOCH = "1970-01-01T00:00:00Z"


def _joined(rego: FileCoverage, conditions: FileCoverage) -> FileCoverage:
    return FileCoverage(
        rego.file,
        rego.branches + conditions.branches,
        (*conditions.unreached, *rego.unreached),
        rule=rego.rule,
        reached=rego.reached,
    )

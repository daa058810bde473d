"""Test a bundle: each rule's cases, its Rego tests, and what they reach."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from packer_systo.engine.authoring.testing.limited_tests import LimitedTests
from packer_systo.engine.authoring.testing.models import (
    BundleTestOptions,
    BundleTestReport,
    BundleTestResult,
)
from packer_systo.engine.authoring.testing.opa_tests import run_opa_tests
from packer_systo.engine.authoring.testing.rego_tests import rego_test_files
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.layout import CASES
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.errors import SystoError
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.judgment.case_run import load_case, run_cases
from packer_systo.engine.judgment.selection import Selection, check_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packer_systo.engine.authoring.coverage.limited_measure import LimitedMeasure
    from packer_systo.engine.authoring.testing.rego_tests import RegoTest
    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.case_run import CaseResult
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.secrets.detector import Detector

DEFAULT_OPTIONS = BundleTestOptions()


def run_bundle_tests(folder: str, options: BundleTestOptions = DEFAULT_OPTIONS) -> BundleTestReport:
    """Test the bundle in a folder. Raises BundleError where it cannot be loaded, UsageError.

    What goes wrong with one rule or one test is in the report, and the others still run.
    """
    contents = read_folder(folder)
    bundle = load_files(contents, folder)
    check_names(options.only, [rule.full_name for rule in bundle.rules])
    return _Run(bundle, contents, options, folder).report()


def _engine(bundle: Bundle, options: BundleTestOptions) -> RuleEngine:
    """With limits: a rule that is being written may not end."""
    if options.engine == "opa":
        from packer_systo.engine.judgment.engines.opa import OpaEngine

        return OpaEngine([bundle], options.limits)
    from packer_systo.engine.judgment.engines.supervised import SupervisedEngine

    return SupervisedEngine([bundle], options.limits)


class _Run:
    def __init__(
        self, bundle: Bundle, contents: Mapping[str, bytes], options: BundleTestOptions, folder: str
    ) -> None:
        self._bundle = bundle
        self._contents = contents
        self._options = options
        self._results: list[BundleTestResult] = []
        self._errors: list[RunError] = []
        self._files = rego_test_files(contents)
        self._folder = folder
        self._engine = _engine(bundle, options)

    def report(self) -> BundleTestReport:
        selection = Selection(only=self._options.only)
        rules = [rule for rule in self._bundle.rules if selection.has(rule.full_name)]
        measured: list[Rule] = [rule for rule in rules if self._cases(rule)]
        tests = [] if self._options.only else self._rego_tests()
        coverage = None
        if self._options.coverage:
            from packer_systo.engine.authoring.coverage.limited_measure import LimitedMeasure

            measure = LimitedMeasure(
                self._bundle, dict(self._contents), self._files, self._options.limits
            )
            self._reach(measure, rules, measured, tests)
            coverage = measure.coverage()
        return BundleTestReport(
            bundle=self._bundle.metadata.name,
            version=self._bundle.version,
            results=tuple(self._results),
            errors=tuple(self._errors),
            coverage=coverage,
            min_coverage=self._options.min_coverage,
        )

    def _cases(self, rule: Rule) -> bool:
        """Run the cases of a rule; whether they could be run."""
        try:
            for one in self._run_cases(rule):
                self._results.append(
                    BundleTestResult("case", one.rule, one.case, one.file, one.line, one.failures)
                )
        except SystoError as error:
            self._error(error)
            return False
        return True

    def _run_cases(self, rule: Rule) -> Iterator[CaseResult]:
        return run_cases(
            self._bundle,
            self._contents,
            [rule.full_name],
            engine=self._engine,
            limits=self._options.limits,
        )

    def _rego_tests(self) -> list[RegoTest]:
        if not self._files:
            return []
        limited = LimitedTests(self._bundle, self._files, self._options.limits)
        try:
            tests = limited.find()
            if tests and self._options.engine == "opa":
                self._results += run_opa_tests(self._bundle, self._folder)
            elif tests:
                self._results += limited.run(tests)
        except SystoError as error:
            self._error(error)
            return []
        finally:
            limited.close()
        return tests

    def _reach(
        self,
        measure: LimitedMeasure,
        rules: list[Rule],
        measured: list[Rule],
        tests: list[RegoTest],
    ) -> None:
        from packer_systo.engine.secrets.detector import Detector
        from packer_systo.engine.secrets.patterns import secret_patterns

        detector = Detector(secret_patterns([self._bundle.data]))
        for rule in rules:
            measure.add_rule(rule)
        for rule in measured:
            self._reach_cases(measure, rule, detector)
        for test in tests:
            measure.add_test(test.query)

    def _reach_cases(self, measure: LimitedMeasure, rule: Rule, detector: Detector) -> None:
        name = f"{rule.file.rpartition('/')[0]}/{CASES}"
        content = self._contents.get(name)
        if content is None:
            return
        cases = read_cases(content.decode("utf-8", "replace"), name).cases
        for case in cases:
            with tempfile.TemporaryDirectory(prefix="systo-case-") as folder:
                measure.add_case(rule, load_case(case, folder, detector))

    def _error(self, error: SystoError) -> None:
        self._errors.append(RunError(error.message, error.where, error.hint))

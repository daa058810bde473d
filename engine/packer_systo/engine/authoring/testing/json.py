"""A test run as JSON, version 1: `systo-policy schema bundle-test` prints its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.authoring.testing.models import TestKind

if TYPE_CHECKING:
    from packer_systo.engine.authoring.coverage.models import Coverage, FileCoverage
    from packer_systo.engine.authoring.testing.models import BundleTestReport, BundleTestResult
    from packer_systo.engine.finding.models import RunError

Status: TypeAlias = Literal["passed", "failed", "skipped"]


class JsonTestResult(msgspec.Struct):
    """A case of a rule, or a Rego test."""

    kind: TestKind
    group: str
    """The rule's full name, or the package of a Rego test."""
    name: str
    """The case's heading; empty for what is true of the whole file."""
    file: str
    line: int
    status: Status
    failures: list[str]
    """Sentences: what is not as it must be."""
    reason: str | msgspec.UnsetType = msgspec.UNSET
    """Why it was skipped."""


class JsonTestError(msgspec.Struct):
    """What could not be run at all."""

    message: str
    where: str
    hint: str


class JsonBranch(msgspec.Struct):
    """A branch that no case and no test reaches."""

    line: int
    what: str


class JsonCoveredFile(msgspec.Struct):
    """The branches of a rule, or of Rego that rules share."""

    file: str
    rule: str
    """The rule's full name; empty for a shared file."""
    reached: bool
    """Whether the rule was evaluated at all."""
    branches: int
    covered: int
    unreached: list[JsonBranch]


class JsonUnmeasured(msgspec.Struct):
    """A file of which the branches cannot be told, and why."""

    file: str
    line: int
    what: str


class JsonCoverage(msgspec.Struct):
    """What the cases and tests reach."""

    branches: int
    covered: int
    percent: float
    files: list[JsonCoveredFile]
    unmeasured: list[JsonUnmeasured]


class JsonBundleTest(msgspec.Struct):
    """What `bundle test --format json` prints."""

    kind: Literal["bundle-test"]
    version: Literal["1"]
    """Of this form."""
    bundle: str
    revision: str
    """The bundle's version."""
    passed: bool
    """Whether the exit code is 0."""
    results: list[JsonTestResult]
    errors: list[JsonTestError]
    coverage: JsonCoverage | msgspec.UnsetType = msgspec.UNSET
    """Absent where it was not measured."""


def json(report: BundleTestReport) -> str:
    """The report as indented JSON."""
    made = JsonBundleTest(
        kind="bundle-test",
        version="1",
        bundle=report.bundle,
        revision=report.version,
        passed=report.exit_code == 0,
        results=[_result(one) for one in report.results],
        errors=[_error(one) for one in report.errors],
        coverage=_coverage(report.coverage) if report.coverage is not None else msgspec.UNSET,
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"


def _result(one: BundleTestResult) -> JsonTestResult:
    return JsonTestResult(
        kind=one.kind,
        group=one.group,
        name=one.name,
        file=one.file,
        line=one.line,
        status="passed" if one.passed else "skipped" if one.skipped else "failed",
        failures=list(one.failures),
        reason=one.skipped or msgspec.UNSET,
    )


def _error(one: RunError) -> JsonTestError:
    return JsonTestError(one.message, one.where, one.hint)


def _coverage(coverage: Coverage) -> JsonCoverage:
    return JsonCoverage(
        branches=coverage.branches,
        covered=coverage.covered,
        percent=round(coverage.percent, 1),
        files=[_file(one) for one in coverage.files],
        unmeasured=[JsonUnmeasured(one.file, one.line, one.what) for one in coverage.unmeasured],
    )


def _file(one: FileCoverage) -> JsonCoveredFile:
    return JsonCoveredFile(
        file=one.file,
        rule=one.rule,
        reached=one.reached,
        branches=one.branches,
        covered=one.covered,
        unreached=[JsonBranch(missed.line, missed.what) for missed in one.unreached],
    )

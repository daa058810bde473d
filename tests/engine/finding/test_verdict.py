from __future__ import annotations

import msgspec
import pytest

from packer_systo.engine.errors import ExitCode
from packer_systo.engine.finding.models import (
    Finding,
    JudgedTemplate,
    Place,
    Report,
    RunError,
    Severity,
    Status,
)
from packer_systo.engine.finding.verdict import verdict
from packer_systo.engine.source.text import Position

TEMPLATE = JudgedTemplate(path="a.pkr.hcl", format="hcl2")
FINDING = Finding(
    rule="packer-baseline/unverified-iso",
    severity="medium",
    category="security",
    status="fail",
    message="any ISO is accepted",
    template="a.pkr.hcl",
    path=(),
    location=Place(file="a.pkr.hcl", start=Position(1, 1), end=Position(1, 2)),
)


def report(severity: Severity = "medium", status: Status = "fail") -> Report:
    finding = msgspec.structs.replace(FINDING, severity=severity, status=status)
    return Report(templates=(TEMPLATE,), findings=(finding,))


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("medium", "medium", ExitCode.FINDINGS),
        ("critical", "medium", ExitCode.FINDINGS),
        ("low", "medium", ExitCode.PASSED),
        ("low", "info", ExitCode.FINDINGS),
        ("high", "critical", ExitCode.PASSED),
    ],
)
def test_a_finding_fails_the_run_at_or_above_the_threshold(
    severity: Severity, fail_on: Severity, code: ExitCode
) -> None:
    assert verdict(report(severity), fail_on) is code


@pytest.mark.parametrize("status", ["waived", "baseline", "undecided"])
def test_only_failures_count(status: Status) -> None:
    assert verdict(report("critical", status)) is ExitCode.PASSED


def test_undecided_counts_when_asked() -> None:
    undecided = report("critical", "undecided")
    assert verdict(undecided, undecided_fails=True) is ExitCode.FINDINGS
    assert verdict(report("low", "undecided"), undecided_fails=True) is ExitCode.PASSED
    assert verdict(report("critical", "waived"), undecided_fails=True) is ExitCode.PASSED


def test_an_error_outranks_findings_and_nothing_to_judge() -> None:
    errors = (RunError("the rule could not be evaluated"),)
    assert verdict(msgspec.structs.replace(report(), errors=errors)) is ExitCode.ERROR
    assert verdict(Report(templates=(), findings=(), errors=errors)) is ExitCode.ERROR


def test_a_defect_of_ours_outranks_everything() -> None:
    errors = (RunError("x"), RunError("KeyError", defect=True))
    assert verdict(msgspec.structs.replace(report(), errors=errors)) is ExitCode.DEFECT


def test_no_template_is_nothing_to_judge() -> None:
    assert verdict(Report(templates=(), findings=())) is ExitCode.NOTHING_TO_JUDGE
    assert verdict(Report(templates=(TEMPLATE,), findings=())) is ExitCode.PASSED

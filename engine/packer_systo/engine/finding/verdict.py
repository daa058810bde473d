"""What a report comes to: the exit code, and what counts towards it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.errors import ExitCode
from packer_systo.engine.finding.models import SEVERITIES

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding, Report, Severity

DEFAULT_THRESHOLD: Severity = "medium"

RANK: dict[Severity, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}
"""0 for the worst."""


def counts(finding: Finding, fail_on: Severity, *, undecided_fails: bool = False) -> bool:
    """Whether a finding makes a run fail. What is waived or in the baseline never does."""
    if RANK[finding.severity] > RANK[fail_on]:
        return False
    return finding.status == "fail" or (undecided_fails and finding.status == "undecided")


def verdict(
    report: Report, fail_on: Severity = DEFAULT_THRESHOLD, *, undecided_fails: bool = False
) -> ExitCode:
    """The exit code of a run. An error outranks findings: what was not judged may be worse."""
    if any(error.defect for error in report.errors):
        return ExitCode.DEFECT
    if report.errors:
        return ExitCode.ERROR
    if any(
        counts(finding, fail_on, undecided_fails=undecided_fails) for finding in report.findings
    ):
        return ExitCode.FINDINGS
    if not report.templates:
        return ExitCode.NOTHING_TO_JUDGE
    return ExitCode.PASSED

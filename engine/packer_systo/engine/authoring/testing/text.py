"""A test run for a terminal: what failed, what no case reaches, and the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.engine.authoring.coverage.models import Coverage
    from packer_systo.engine.authoring.testing.models import BundleTestReport, BundleTestResult


def text(report: BundleTestReport) -> str:
    """The report as lines of text."""
    lines: list[str] = []
    for result in report.results:
        if result.failures:
            lines += _failed(result)
    if report.coverage is not None:
        lines += _unreached(report.coverage, [one.where for one in report.errors])
    lines.append(sums(report))
    if report.coverage is not None:
        lines.append(coverage_line(report))
    return "".join(f"{printable(line)}\n" for line in lines)


def sums(report: BundleTestReport) -> str:
    """How many cases and tests pass."""
    parts: list[str] = []
    for kind, one, many in (("case", "case", "cases"), ("rego", "Rego test", "Rego tests")):
        run = [result for result in report.results if result.kind == kind and not result.skipped]
        if run or kind == "case":
            passed = sum(result.passed for result in run)
            word = one if len(run) == 1 else many
            verb = "passes" if len(run) == 1 else "pass"
            parts.append(f"{passed} of {len(run)} {word} {verb}")
    skipped = sum(bool(result.skipped) for result in report.results)
    if skipped:
        parts.append(f"{skipped} skipped")
    return f"{report.bundle} {report.version}: {', '.join(parts)}"


def coverage_line(report: BundleTestReport) -> str:
    """How much is reached, and how much is asked for."""
    coverage = report.coverage
    if coverage is None:
        return ""
    line = (
        f"{report.bundle} {report.version}: {coverage.covered} of {coverage.branches} branches "
        f"reached ({coverage.percent:.1f} %)"
    )
    if report.too_little_covered:
        line += f", less than the {report.min_coverage:g} % that are asked for"
    return line


def _failed(result: BundleTestResult) -> list[str]:
    title = f": {result.name}" if result.name else ""
    return [
        f"FAIL {result.group}{title}",
        f"  --> {result.file}:{result.line}",
        *(f"  {failure}" for failure in result.failures),
        "",
    ]


def _unreached(coverage: Coverage, errors: list[str]) -> list[str]:
    """`errors` are places of what could not be run: `security/x/cases.md:12`.

    What such an error is about is told of by it, and nobody knows what its cases reach.
    """
    lines: list[str] = []
    for file in coverage.files:
        folder = f"{file.file.rpartition('/')[0]}/"
        if not file.reached and any(place.startswith(folder) for place in errors):
            continue
        if not file.reached:
            lines.append(f"{file.file}: no case reaches the rule {file.rule}")
            continue
        lines += [f"{one.file}:{one.line}: {one.what}" for one in file.unreached]
    lines += [
        f"{one.file}:{one.line}: what is reached cannot be told: {one.what}"
        for one in coverage.unmeasured
    ]
    return [*lines, ""] if lines else []

"""A test run as JUnit XML, in the form of Jenkins' xUnit plug-in (`junit-10.xsd`).

`time` is 0 everywhere: what was measured would differ from run to run, and the same input gives the
same bytes. A rule is a suite, a case a test case. What could not be run is an error in a suite of its own, and
so is, as a failure, a coverage that is too small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.testing.text import coverage_line
from packer_systo.engine.report.xml_text import attribute, element_text

if TYPE_CHECKING:
    from packer_systo.engine.authoring.testing.models import BundleTestReport, BundleTestResult

WHOLE_FILE = "the file"


class _Case:
    def __init__(self, outcome: str, text: str) -> None:
        self.outcome = outcome
        self.text = text


def junit(report: BundleTestReport) -> str:
    """The report as XML."""
    suites: dict[str, list[_Case]] = {}
    for result in report.results:
        suites.setdefault(result.group, []).append(_case(result))
    own = [_error(error.where, error.message, error.hint) for error in report.errors]
    if report.too_little_covered:
        own.append(_failure("coverage", report.bundle, coverage_line(report), []))
    if own:
        suites[report.bundle] = own
    every = [case for cases in suites.values() for case in cases]
    title = attribute(f"{report.bundle} {report.version}")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={title}{_counts(every, skipped=False)}>",
    ]
    for name, cases in suites.items():
        lines.append(f"  <testsuite name={attribute(name)}{_counts(cases)}>")
        lines += [case.text for case in cases]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _counts(cases: list[_Case], *, skipped: bool = True) -> str:
    """The numbers of a suite; those of the root have no `skipped` in the schema."""
    counted = [f'tests="{len(cases)}"']
    for name, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if skipped or name != "skipped":
            counted.append(f'{name}="{sum(one.outcome == outcome for one in cases)}"')
    return f' {" ".join(counted)} time="0"'


def _case(result: BundleTestResult) -> _Case:
    name = result.name or WHOLE_FILE
    if result.failures:
        where = f"{result.file}:{result.line}"
        return _failure(name, result.group, where, list(result.failures), result)
    head = _head(name, result.group, result)
    if result.skipped:
        inner = f"      <skipped message={attribute(result.skipped)}/>\n"
        return _Case("skipped", f"{head}>\n{inner}    </testcase>")
    return _Case("passed", f"{head}/>")


def _failure(
    name: str, group: str, where: str, failures: list[str], result: BundleTestResult | None = None
) -> _Case:
    message = failures[0] if failures else where
    text = element_text("\n".join([where, *failures]))
    inner = f'      <failure message={attribute(message)} type="failure">{text}</failure>\n'
    return _Case("failure", f"{_head(name, group, result)}>\n{inner}    </testcase>")


def _error(where: str, message: str, hint: str) -> _Case:
    text = element_text("\n".join(part for part in (where, message, hint) if part))
    inner = f'      <error message={attribute(message)} type="error">{text}</error>\n'
    return _Case(
        "error", f"{_head(where or 'the run', 'systo-policy', None)}>\n{inner}    </testcase>"
    )


def _head(name: str, group: str, result: BundleTestResult | None) -> str:
    head = f'    <testcase name={attribute(name)} classname={attribute(group)} time="0"'
    if result is not None:
        head += f' file={attribute(result.file)} line="{result.line}"'
    return head

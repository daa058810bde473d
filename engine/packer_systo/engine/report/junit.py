"""JUnit XML, for CI servers that show test results.

There is no standard; this is the form that Jenkins' xUnit plug-in describes (`junit-10.xsd`), which
GitLab, Azure and others read too. A template is a suite, a finding a test case: a failure where it
makes the run fail, skipped where undecided, waived or in the baseline, passed with a text below the
threshold. A template without findings is one passed case. An error of the run is a suite of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.xml_text import attribute, element_text

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding, Place, Report, RunError
    from packer_systo.engine.report.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    suites = [
        (path, _cases(findings, path, options)) for path, findings in _by_template(report).items()
    ]
    if report.errors:
        suites.append(("systo-policy", [_error_case(error) for error in report.errors]))
    # The root has no `skipped` in the schema.
    total = _attributes([case for _, cases in suites for case in cases], skipped=False)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="packer-systo"{total}>']
    for name, cases in suites:
        lines.append(f"  <testsuite name={attribute(name)}{_attributes(cases)}>")
        lines += [case.text for case in cases]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


class _Case:
    """A test case as text, and what it counts as."""

    def __init__(
        self, name: str, group: str, outcome: str, inner: str = "", place: Place | None = None
    ) -> None:
        self.outcome = outcome
        head = f'    <testcase name={attribute(name)} classname={attribute(group)} time="0"'
        if place is not None:
            head += f' file={attribute(place.file)} line="{place.start.line}"'
        self.text = f"{head}>\n{inner}    </testcase>" if inner else f"{head}/>"


def _by_template(report: Report) -> dict[str, list[Finding]]:
    """The findings of each template; variants of `--each-var-file` are together."""
    by_path: dict[str, list[Finding]] = {template.path: [] for template in report.templates}
    for finding in report.findings:
        by_path.setdefault(finding.template, []).append(finding)
    return by_path


def _attributes(cases: list[_Case], *, skipped: bool = True) -> str:
    counted = {
        outcome: sum(case.outcome == outcome for case in cases)
        for outcome in ("failure", "error", "skipped")
    }
    passed_over = f' skipped="{counted["skipped"]}"' if skipped else ""
    return (
        f' tests="{len(cases)}" failures="{counted["failure"]}" errors="{counted["error"]}"'
        f'{passed_over} time="0"'
    )


def _cases(findings: list[Finding], path: str, options: RenderOptions) -> list[_Case]:
    if not findings:
        return [_Case("no findings", path, "passed")]
    return [_case(finding, options) for finding in findings]


def _case(finding: Finding, options: RenderOptions) -> _Case:
    place = finding.location
    where = f"{place.file}:{place.start.line}:{place.start.column}"
    name = f"{finding.rule} at {where}"
    if options.fails(finding):
        parts = [where, finding.message, finding.why, finding.remediation]
        text = "\n".join(part for part in parts if part)
        inner = (
            f"      <failure message={attribute(finding.message)}"
            f" type={attribute(finding.severity)}>{element_text(text)}</failure>\n"
        )
        return _Case(name, finding.rule, "failure", inner, place)
    if finding.status == "fail":
        text = f"{finding.severity}, below the threshold: {finding.message}"
        inner = f"      <system-out>{element_text(text)}</system-out>\n"
        return _Case(name, finding.rule, "passed", inner, place)
    reason = finding.reason or (finding.waiver.reason if finding.waiver else "")
    text = f"{finding.status}: {reason or finding.message}"
    inner = f"      <skipped message={attribute(text)}/>\n"
    return _Case(name, finding.rule, "skipped", inner, place)


def _error_case(error: RunError) -> _Case:
    text = "\n".join(part for part in (error.where, error.message, error.hint) if part)
    inner = f'      <error message={attribute(error.message)} type="error">{element_text(text)}</error>\n'
    return _Case(error.where or "the run", "systo-policy", "error", inner)

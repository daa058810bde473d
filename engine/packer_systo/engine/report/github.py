"""Workflow commands of GitHub Actions: annotations on the lines of a pull request.

The form is that of `actions/toolkit` (command.ts): data escapes `%`, CR and LF, properties `:` and
`,` too. GitHub shows at most ten annotations of each level a step, so the worst come first and what
is beyond is a plain line in the log, in a group that opens on a click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding, Report, RunError, Severity
    from packer_systo.engine.report.options import RenderOptions

LIMIT = 10
"""Annotations of one level that GitHub shows of one step."""

_LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}


def render(report: Report, options: RenderOptions) -> str:
    """One line a finding; undecided ones only where they count or `options.verbose`."""
    shown: dict[str, int] = {}
    commands: list[str] = []
    plain: list[str] = []
    for error in report.errors:
        shown["error"] = shown.get("error", 0) + 1
        commands.append(_error(error))
    for finding in report.findings:
        undecided = finding.status == "undecided"
        if finding.status != "fail" and not (
            undecided and (options.verbose or options.fails(finding))
        ):
            continue
        level = "notice" if undecided and not options.fails(finding) else _LEVELS[finding.severity]
        shown[level] = shown.get(level, 0) + 1
        if shown[level] <= LIMIT:
            commands.append(_command(level, finding))
        else:
            plain.append(_plain(finding))
    if plain:
        commands += [f"::group::{len(plain)} more findings", *plain, "::endgroup::"]
    return "".join(f"{line}\n" for line in commands)


def _command(level: str, finding: Finding) -> str:
    place = finding.location
    properties = {
        "file": place.file,
        "line": str(place.start.line),
        "endLine": str(max(place.end.line, place.start.line)),
    }
    if place.end.line == place.start.line:  # GitHub reads columns within one line only
        properties["col"] = str(place.start.column)
        properties["endColumn"] = str(max(place.end.column - 1, place.start.column))
    properties["title"] = f"{finding.severity}: {finding.rule}"
    parts = [finding.message, finding.reason, finding.why]
    if finding.remediation:
        parts.append(f"Fix: {finding.remediation}")
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {written}::{_data(chr(10).join(part for part in parts if part))}"


def _error(error: RunError) -> str:
    where = f"{error.where}: " if error.where else ""
    return f"::error title=systo-policy::{_data(where + error.message)}"


def _plain(finding: Finding) -> str:
    place = finding.location
    text = (
        f"{finding.severity}[{finding.rule}] {place.file}:{place.start.line}:"
        f"{place.start.column}: {finding.message}"
    )
    # The runner also finds commands of its first form, `##[…]`, anywhere in a line.
    return printable(text).replace("##[", "## [")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

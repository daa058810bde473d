"""Markdown, for a job summary or a comment on a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.judged import counted, what_was_judged
from packer_systo.engine.report.printable import printable
from packer_systo.engine.report.undecided import undecided_lines

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding, Report
    from packer_systo.engine.report.options import RenderOptions

LONGEST = 60_000
"""Characters: a comment on GitHub holds 65,536, a job summary a mebibyte."""

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>()#!|~@&$"})


def render(report: Report, options: RenderOptions) -> str:
    """A table of counts, then each failure; what does not fit is counted at the end."""
    failed = [finding for finding in report.findings if finding.status == "fail"]
    parts = ["# packer-systo\n", _counts(report, failed)]
    if report.errors:
        parts.append("## Errors of the run\n")
        parts += [
            f"- {escaped(f'{error.where}: ' if error.where else '')}{escaped(error.message)}\n"
            for error in report.errors
        ]
    length = sum(map(len, parts))
    left_out = len(failed)
    for finding in failed:
        part = _finding(finding, options)
        if length + len(part) > LONGEST:
            break
        length += len(part)
        left_out -= 1
        parts.append(part)
    if left_out:
        parts.append(f"*… and {left_out} more findings.*\n")
    undecided = [finding for finding in report.findings if finding.status == "undecided"]
    if undecided:
        parts.append("## Undecided\n")
        parts += [
            f"- {code_span(rule)}: {escaped(sentence)}\n"
            for rule, sentence in undecided_lines(undecided)
        ]
    return "\n".join(parts)


def _counts(report: Report, failed: list[Finding]) -> str:
    if not failed:
        return f"Nothing found in {what_was_judged(report)} by {counted(report.rules, 'rule')}.\n"
    rows = [
        f"| {severity} | {count} |"
        for severity in SEVERITIES
        if (count := sum(finding.severity == severity for finding in failed))
    ]
    return "\n".join(["| severity | findings |", "| --- | ---: |", *rows, ""])


def _finding(finding: Finding, options: RenderOptions) -> str:
    place = finding.location
    where = f"{place.file}:{place.start.line}:{place.start.column}"
    lines = [
        f"## {finding.severity}: {escaped(finding.message)}\n",
        f"{code_span(finding.rule)} at {code_span(where)}\n",
    ]
    if place.excerpt:
        code = "\n".join(printable(line.text) for line in place.excerpt)
        fence = "`" * max(3, _longest_run(code) + 1)
        lines.append(f"{fence}hcl\n{code}\n{fence}\n")
    if place.label:
        lines.append(f"{escaped(place.label)}\n")
    lines += [
        f"- from {code_span(f'{related.file}:{related.start.line}')}: {escaped(related.label)}"
        for related in finding.related
    ]
    if finding.variants:
        lines.append(f"- **With:** {escaped(', '.join(finding.variants))}")
    if finding.why:
        lines.append(f"- **Why:** {escaped(finding.why)}")
    if finding.remediation:
        lines.append(f"- **Fix:** {escaped(finding.remediation)}")
    lines.append(f"- **See:** {code_span(f'{options.program} explain {finding.rule}')}\n")
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Plain text: no mark of Markdown or HTML in it works."""
    return printable(text).translate(_MARKS)


def code_span(text: str) -> str:
    """Text as code, whatever backticks it holds."""
    text = printable(text)
    fence = "`" * (_longest_run(text) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _longest_run(text: str) -> int:
    """The longest row of backticks in a text."""
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest

"""One page for a person: self-contained, light or dark, with filters where scripts may run.

Nothing is fetched, and the page forbids itself to (a content security policy that names the two
inline parts by their digests). Without scripts everything is shown.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.html_page import SCRIPT, STYLE, policy
from packer_systo.engine.report.judged import counted, what_was_judged
from packer_systo.engine.report.printable import printable
from packer_systo.engine.report.undecided import undecided_lines

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import ExcerptLine, Finding, Place, Report
    from packer_systo.engine.report.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    failed = [finding for finding in report.findings if finding.status == "fail"]
    parts = [
        _head(failed, report),
        _errors(report),
        _filters(failed),
        _summary(report, failed, options),
    ]
    if failed:
        parts.append('<section aria-label="Findings">\n')
        parts += [_finding(finding, options) for finding in failed]
        parts.append("</section>\n")
    parts += [_undecided(report), _accepted(report), _templates(report)]
    parts.append(f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")
    return "".join(parts)


def _head(failed: list[Finding], report: Report) -> str:
    found = counted(len(failed), "finding")
    templates = what_was_judged(report)
    rules = counted(report.rules, "rule")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>packer-systo: {found}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header>\n<h1>{found}</h1>\n<p>in {templates}, looked at by {rules}</p>\n</header>\n"
    )


def _errors(report: Report) -> str:
    if not report.errors:
        return ""
    items = "".join(
        f"<li>{_code(error.where)} {_text(error.message)}"
        f"{f'<br><small>{_text(error.hint)}</small>' if error.hint else ''}</li>\n"
        for error in report.errors
    )
    return (
        '<section class="errors" role="alert">\n<h2>The run is not complete</h2>\n'
        f"<ul>\n{items}</ul>\n</section>\n"
    )


def _filters(failed: list[Finding]) -> str:
    """One box a severity; shown by the script, which they need."""
    if len(failed) < 2:
        return ""
    boxes = "".join(
        f'<label class="{severity}"><input type="checkbox" value="{severity}" checked> '
        f"{severity} <b>{count}</b></label>\n"
        for severity in SEVERITIES
        if (count := sum(finding.severity == severity for finding in failed))
    )
    return (
        f'<form id="filters" hidden>\n<fieldset>\n<legend>Show</legend>\n{boxes}'
        '<label class="search">with the words <input type="search" id="words"></label>\n'
        '</fieldset>\n<output id="shown" aria-live="polite"></output>\n</form>\n'
    )


def _summary(report: Report, failed: list[Finding], options: RenderOptions) -> str:
    if not failed:
        return '<p class="clean">Nothing found.</p>\n'
    rows: dict[str, list[Finding]] = {}
    for finding in failed:
        rows.setdefault(finding.rule, []).append(finding)
    body = "".join(
        f'<tr><td><span class="badge {found[0].severity}">{found[0].severity}</span></td>'
        f"<td>{_code(rule)}</td><td>{_text(found[0].category)}</td>"
        f'<td class="number">{len(found)}</td></tr>\n'
        for rule, found in rows.items()
    )
    failing = sum(options.fails(finding) for finding in report.findings)
    verdict = (
        f"{failing} at or above the threshold “{options.fail_on}”."
        if failing
        else f"None at or above the threshold “{options.fail_on}”."
    )
    return (
        f"<p>{verdict}</p>\n"
        '<details><summary>Rules that found something</summary>\n<div class="wide"><table>\n'
        '<thead><tr><th scope="col">severity</th><th scope="col">rule</th>'
        '<th scope="col">category</th><th scope="col">findings</th></tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table></div></details>\n"
    )


def _finding(finding: Finding, options: RenderOptions) -> str:
    run = ""
    if finding.fix is not None:
        run = f"{options.program} check {'--fix' if finding.fix.safe else '--fix --unsafe'}"
    sure = "" if finding.confidence >= 1 else f"{round(finding.confidence * 100)} %"
    notes = [
        ("Why", _text(finding.why)),
        ("Fix", _text(finding.remediation)),
        ("Or run", _code(run)),
        ("Impact", _text(f"{finding.impact}; mended in {finding.recovery}")),
        ("Confidence", sure),
        ("With", _text(", ".join(finding.variants))),
        ("More", _see(finding, options)),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{shown}</dd>\n" for name, shown in notes if shown)
    return (
        f'<article data-severity="{finding.severity}">\n'
        f'<h2><span class="badge {finding.severity}">{finding.severity}</span> '
        f"{_text(finding.message)}</h2>\n"
        f'<p class="rule">{_code(finding.rule)}</p>\n'
        f"{_place(finding.location)}"
        f"{''.join(_place(place) for place in finding.related)}"
        f"<dl>\n{listed}</dl>\n</article>\n"
    )


def _see(finding: Finding, options: RenderOptions) -> str:
    explain = _code(f"{options.program} explain {finding.rule}")
    if finding.help.startswith(("https://", "http://")):
        # Where the fact comes from, which is seldom a page about the rule.
        return f'{explain} or <a href="{_text(finding.help)}" rel="noreferrer">the background</a>'
    return explain


def _place(place: Place) -> str:
    where = f"{place.file}:{place.start.line}:{place.start.column}"
    label = f'<span class="label">{_text(place.label)}</span>' if place.label else ""
    lines = "".join(_line(place, line) for line in place.excerpt)
    code = f"<pre><code>{lines}</code></pre>" if lines else ""
    return f"<figure><figcaption>{_code(where)} {label}</figcaption>{code}</figure>\n"


def _line(place: Place, line: ExcerptLine) -> str:
    if line.mark is not None:
        start, end = line.mark
    else:
        start = place.start.column if line.number == place.start.line else 1
        end = place.end.column if line.number == place.end.line else len(line.text) + 1
    text = line.text
    before, marked, after = text[: start - 1], text[start - 1 : end - 1], text[end - 1 :]
    mark = f"<mark>{_code_text(marked)}</mark>" if marked else ""
    return (
        f'<span class="number" aria-hidden="true">{line.number}</span>'
        f"{_code_text(before)}{mark}{_code_text(after)}\n"
    )


def _undecided(report: Report) -> str:
    found = [finding for finding in report.findings if finding.status == "undecided"]
    if not found:
        return ""
    items = "".join(
        f"<li>{_code(rule)} {_text(sentence)}</li>\n" for rule, sentence in undecided_lines(found)
    )
    return f"<section>\n<h2>Undecided</h2>\n<ul>\n{items}</ul>\n</section>\n"


def _accepted_as(found: list[Finding]) -> str:
    doubted = any(finding.status == "doubted" for finding in found)
    return f"waived{'' if not doubted else ', doubted'} or in the baseline"


def _accepted(report: Report) -> str:
    found = [
        finding
        for finding in report.findings
        if finding.status in {"waived", "baseline", "doubted"}
    ]
    if not found:
        return ""
    items = ""
    for finding in found:
        waiver = finding.waiver
        until = f" until {waiver.until}" if waiver and waiver.until else ""
        reason = f": {waiver.reason}" if waiver else ""
        where = f"{finding.location.file}:{finding.location.start.line}"
        items += (
            f"<li>{_code(finding.rule)} at {_code(where)} {_text(finding.message)} "
            f"<small>({_text(f'{finding.status}{until}{reason}')})</small></li>\n"
        )
    return (
        f"<details><summary>{len(found)} {_accepted_as(found)}</summary>\n"
        f"<ul>\n{items}</ul>\n</details>\n"
    )


def _templates(report: Report) -> str:
    if not report.templates:
        return ""
    items = ""
    for template in report.templates:
        variant = f" with {_code(template.variant)}" if template.variant else ""
        unset = ", ".join(template.unset_variables)
        items += f"<li>{_code(template.path)}{variant}"
        items += f" <small>without a value: {_text(unset)}</small></li>\n" if unset else "</li>\n"
    return f"<details><summary>Templates</summary>\n<ul>\n{items}</ul>\n</details>\n"


def _text(text: str) -> str:
    return escape(printable(text))


def _code_text(text: str) -> str:
    return escape(printable(text.replace("\t", "    ")))


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>" if text else ""

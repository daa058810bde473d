"""An assessment as one page for a person: self-contained, light or dark, without scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from packer_systo.engine.frameworks.text import MOST_PLACES, PARTIAL, place, summary
from packer_systo.engine.report.html_page import STYLE, policy
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.engine.frameworks.models import Assessment, ControlResult, RuleEvidence, State

_BADGES: dict[State, str] = {
    "failed": "high",
    "accepted": "medium",
    "passed": "low",
    "not judged": "info",
}
"""In the colours of severities."""


def render(assessment: Assessment) -> str:
    """The controls with rules and what decides about each; the ids of the others."""
    covered = [control for control in assessment.controls if control.rules]
    parts = [_head(assessment), _errors(assessment)]
    if covered:
        rows = "".join(map(_row, covered))
        parts.append(
            '<div class="wide"><table>\n<thead><tr><th scope="col">control</th>'
            '<th scope="col">state</th><th scope="col">evidence</th></tr></thead>\n'
            f"<tbody>\n{rows}</tbody>\n</table></div>\n"
        )
    parts += [_decides(control) for control in covered]
    without = [control.id for control in assessment.controls if not control.rules]
    if without:
        listed = ", ".join(map(_code, without))
        parts.append(
            f"<details><summary>{len(without)} without a rule: not judged</summary>\n"
            f"<p>{listed}</p>\n</details>\n"
        )
    parts += [_templates(assessment), "</main>\n</body>\n</html>\n"]
    return "".join(parts)


def _head(assessment: Assessment) -> str:
    framework = assessment.framework
    title = _text(f"{framework.title} {framework.version}".strip())
    about = f"<p>{_text(framework.about)}</p>\n" if framework.about else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>packer-systo: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header>\n<h1>{title}</h1>\n<p>{_code(framework.id)} as {_text(framework.bundle)} maps "
        f"it</p>\n</header>\n{about}<p>{_text(summary(assessment))}</p>\n"
        f"<p><small>{_text(PARTIAL)}</small></p>\n"
    )


def _errors(assessment: Assessment) -> str:
    if not assessment.report.errors:
        return ""
    items = "".join(
        f"<li>{_code(error.where)} {_text(error.message)}</li>\n"
        for error in assessment.report.errors
    )
    return (
        '<section class="errors" role="alert">\n<h2>The run is not complete</h2>\n'
        f"<ul>\n{items}</ul>\n</section>\n"
    )


def _row(control: ControlResult) -> str:
    evidence = "<br>".join(
        f"{_code(rule.rule)} {_text(rule.reason or rule.state)}" for rule in control.rules
    )
    return (
        f"<tr><td>{_code(control.id)}</td>"
        f'<td><span class="badge {_BADGES[control.state]}">{control.state}</span></td>'
        f"<td>{evidence}</td></tr>\n"
    )


def _decides(control: ControlResult) -> str:
    items = "".join(map(_findings, control.rules))
    if not items:
        return ""
    return f"<article>\n<h2>{_code(control.id)}</h2>\n<ul>\n{items}</ul>\n</article>\n"


def _findings(rule: RuleEvidence) -> str:
    items = "".join(
        f"<li>{_code(place(finding))} {_text(finding.message)}</li>\n"
        for finding in rule.findings[:MOST_PLACES]
    )
    left = len(rule.findings) - MOST_PLACES
    return items + (f"<li>… and {left} more of {_code(rule.rule)}</li>\n" if left > 0 else "")


def _templates(assessment: Assessment) -> str:
    items = "".join(f"<li>{_code(one.path)}</li>\n" for one in assessment.report.templates)
    return f"<details><summary>Templates</summary>\n<ul>\n{items}</ul>\n</details>\n"


def _text(text: str) -> str:
    return escape(printable(text))


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>" if text else ""

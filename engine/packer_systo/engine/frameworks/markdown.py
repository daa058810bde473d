"""An assessment in Markdown, for an auditor's folder or a job summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.frameworks.text import MOST_PLACES, PARTIAL, place, summary
from packer_systo.engine.report.markdown import code_span, escaped

if TYPE_CHECKING:
    from packer_systo.engine.frameworks.models import Assessment, ControlResult


def render(assessment: Assessment) -> str:
    """A table of the controls with rules, what decides about each, and the ids of the others."""
    framework = assessment.framework
    parts = [f"# {escaped(f'{framework.title} {framework.version}')}"]
    if framework.about:
        parts.append(escaped(framework.about))
    parts += [escaped(summary(assessment)), PARTIAL]
    covered = [control for control in assessment.controls if control.rules]
    if covered:
        rows = [_row(control) for control in covered]
        parts.append("\n".join(["| control | state | evidence |", "| --- | --- | --- |", *rows]))
    decided = [part for control in covered for part in _findings(control)]
    if decided:
        parts += ["## What decides", *decided]
    without = [code_span(control.id) for control in assessment.controls if not control.rules]
    if without:
        parts += ["## Without a rule", f"Not judged: {', '.join(without)}."]
    return "\n\n".join(parts) + "\n"


def _row(control: ControlResult) -> str:
    evidence = "<br>".join(
        f"{code_span(rule.rule)} {escaped(rule.reason or rule.state)}" for rule in control.rules
    )
    return f"| {escaped(control.id)} | {control.state} | {evidence} |"


def _findings(control: ControlResult) -> list[str]:
    lines: list[str] = []
    for rule in control.rules:
        lines += [
            f"- {code_span(place(finding))}: {escaped(finding.message)}"
            for finding in rule.findings[:MOST_PLACES]
        ]
        left = len(rule.findings) - MOST_PLACES
        if left > 0:
            lines.append(f"- … and {left} more of {code_span(rule.rule)}")
    return [f"### {escaped(control.id)}", "\n".join(lines)] if lines else []

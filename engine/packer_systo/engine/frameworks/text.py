"""An assessment for people, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.frameworks.models import STATES
from packer_systo.engine.report.printable import printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.frameworks.models import Assessment, ControlResult, Framework

MOST_PLACES = 5
"""Places of a rule that are shown; the others are counted."""

PARTIAL = (
    "A rule is partial evidence: it sees a template, and not the image, the machine or the account "
    "that a control is about. Passed means that no rule found anything against it."
)

_COLUMNS = 100
_WIDTH = max(map(len, STATES)) + 2


def render(assessment: Assessment) -> str:
    """Controls with rules in the framework's order, then those without, then the counts."""
    framework = assessment.framework
    lines = [f"{framework.id}: {printable(framework.title)} {printable(framework.version)}"]
    if framework.about:
        lines.append(printable(framework.about))
    lines.append("")
    for control in assessment.controls:
        if control.rules:
            lines += _control(control)
    without = [control.id for control in assessment.controls if not control.rules]
    if without:
        listed = printable(", ".join(without))
        lines.append(f"{'not judged':{_WIDTH}}no rule gives evidence for {len(without)}:")
        lines += [f"{'':{_WIDTH}}{line}" for line in wrapped(listed, _COLUMNS, _WIDTH)]
    lines += ["", summary(assessment), *wrapped(PARTIAL, _COLUMNS, 0)]
    return "\n".join(lines) + "\n"


def summary(assessment: Assessment) -> str:
    """The counts, in one sentence."""
    covered = ", ".join(
        f"{assessment.count(state)} {state}"
        for state in STATES
        if state != "accepted" or assessment.count(state)
    )
    templates = len(assessment.report.templates)
    without = len(assessment.controls) - assessment.covered
    rest = f" {without} without a rule: not judged." if without else ""
    return (
        f"{assessment.covered} of {len(assessment.controls)} controls covered in {templates} "
        f"template{'' if templates == 1 else 's'}: {covered}.{rest}"
    )


def listing(frameworks: Iterable[Framework]) -> str:
    """The frameworks that there are, one a line."""
    rows = [
        (one.id, f"{one.title} {one.version}", len(one.controls), len(one.without_rules))
        for one in frameworks
    ]
    width = max((len(row[0]) for row in rows), default=0)
    return "".join(
        f"{name:{width}}  {printable(title)}: rules for {covered} of {covered + without} controls\n"
        for name, title, covered, without in rows
    )


def _control(control: ControlResult) -> Iterator[str]:
    yield f"{control.state:{_WIDTH}}{printable(control.id)}"
    for rule in control.rules:
        said = f" {rule.reason}" if rule.reason else f": {rule.state}"
        yield f"{'':{_WIDTH}}{rule.rule}{said}"
        for finding in rule.findings[:MOST_PLACES]:
            yield f"{'':{_WIDTH}}  {place(finding)}: {printable(finding.message)}"
        left = len(rule.findings) - MOST_PLACES
        if left > 0:
            yield f"{'':{_WIDTH}}  … and {left} more"


def place(finding: Finding) -> str:
    """`file:line:column`."""
    start = finding.location.start
    return f"{printable(finding.location.file)}:{start.line}:{start.column}"

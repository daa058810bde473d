"""The report for machines: stable, versioned, described by `systo-policy schema report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.finding.models import (
    SEVERITIES,
    Category,
    Impact,
    Recovery,
    Severity,
    Status,
)
from packer_systo.engine.report.judged import template_count, variant_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.finding.models import (
        AppliedWaiver,
        Corrections,
        Finding,
        Fix,
        Place,
        Report,
    )
    from packer_systo.engine.report.options import RenderOptions

REPORT_VERSION: Literal["1"] = "1"


class JsonPosition(msgspec.Struct, frozen=True):
    """A line and a column, both from 1; a column is one Unicode character."""

    line: int
    column: int


class JsonLocation(msgspec.Struct, frozen=True):
    """A stretch of a file."""

    file: str
    """Relative to the working directory."""
    start: JsonPosition
    end: JsonPosition
    """Just after the last character."""
    label: str
    """What to say of the place, or empty."""


class JsonWaiver(msgspec.Struct, frozen=True):
    """Why a finding is accepted."""

    reason: str
    until: str
    """The last day on which it holds, such as `2027-03-31`, or empty."""
    owner: str
    """Who answers for it, or empty."""
    origin: str
    """`comment` or `settings`."""
    location: JsonLocation | None
    """Where it is written."""


class JsonEdit(msgspec.Struct, frozen=True):
    """Replace `start`..`end` of `file` by `text`."""

    file: str
    start: JsonPosition
    end: JsonPosition
    text: str


class JsonFix(msgspec.Struct, frozen=True):
    """A cure that `check --fix` applies."""

    description: str
    safe: bool
    """Whether it cannot change what a correct build makes; otherwise it needs `--unsafe` too."""
    edits: list[JsonEdit]


class JsonCorrections(msgspec.Struct, frozen=True):
    """What people said of findings of the rule."""

    correct: int
    false_positive: int
    prior: float
    """The confidence that the bundle itself gives."""


class JsonFinding(msgspec.Struct, frozen=True):
    """One outcome of one rule at one place."""

    rule: str
    """The full name, `bundle/rule`."""
    severity: Severity
    category: Category
    status: Status
    """`fail`; `undecided` where what decides cannot be known; `waived`; `baseline` when it was
    known before; `doubted` when its confidence is below the one asked for."""
    message: str
    """What is wrong, without a full stop."""
    template: str
    """The template as `templates` names it."""
    path: list[str | int]
    """What the rule judged in the template's document, which `systo-policy normalise` prints."""
    location: JsonLocation
    """Where it is wrong; where something is missing, the header of the block that lacks it."""
    related: list[JsonLocation]
    """Further places: where a value comes from, the other one of two that clash."""
    impact: Impact
    why: str
    """What follows from it."""
    recovery: Recovery
    """What it takes to mend it."""
    remediation: str
    """What to do."""
    confidence: float
    """0 to 1: how often the rule is right, by its bundle and by what people said."""
    corrections: JsonCorrections | None
    """What people said, where they said something."""
    help: str
    """A link, or empty."""
    reason: str
    """What is unknown, when the status is `undecided`."""
    waiver: JsonWaiver | None
    """When the status is `waived`."""
    fingerprint: str
    """The same when lines move and when values change; holds no value itself."""
    fix: JsonFix | None
    """When a machine can mend it."""
    variants: list[str]
    """The var files of `--each-var-file` with which it is so."""


class JsonTemplate(msgspec.Struct, frozen=True):
    """A template that was judged."""

    path: str
    """Its folder or file, relative to the working directory."""
    format: str
    """`hcl2` or `json` (legacy)."""
    variant: str
    """The var file of `--each-var-file`, or empty."""
    unset_variables: list[str]
    """Variables without a value; what depends on them is undecided."""


class JsonError(msgspec.Struct, frozen=True):
    """Something that the run could not do; the exit code is then 2."""

    message: str
    where: str
    """A file, a rule or an option; or empty."""
    hint: str
    """What to do about it, or empty."""


class JsonSummary(msgspec.Struct, frozen=True):
    """Counts."""

    templates: int
    variants: int
    """How many var files `--each-var-file` names, with each of which every template is judged; or 0."""
    rules: int
    """How many rules were run, those of the bundle `template` not counted."""
    fail: int
    undecided: int
    waived: int
    baseline: int
    doubted: int
    failing: int
    """Findings that make the run fail: at or above the threshold."""
    fixable: int
    """Failures that come with a fix."""
    severities: dict[Severity, int]
    """Failures by severity."""


class JsonReport(msgspec.Struct, frozen=True):
    """The whole report."""

    version: Literal["1"]
    """Raised when a field changes its meaning or goes; not for a new field."""
    templates: list[JsonTemplate]
    """What was judged; a template once for each variant."""
    findings: list[JsonFinding]
    """Worst first: by severity, then impact, then place."""
    errors: list[JsonError]
    """Empty unless the run itself went wrong."""
    notes: list[str]
    """What was skipped, and why."""
    summary: JsonSummary


def render(report: Report, options: RenderOptions) -> str:
    """The report as indented JSON with a final newline."""
    return "".join(pieces(report, options))


def pieces(report: Report, options: RenderOptions) -> Iterator[str]:
    """The same bit by bit: a report of a large repository has tens of thousands of findings."""
    empty = msgspec.structs.replace(report, findings=())
    frame = msgspec.structs.replace(to_json(empty, options), summary=_summary(report, options))
    text = _indented(frame, "")
    if not report.findings:
        yield f"{text}\n"
        return
    # Nothing before it can hold these characters: quotes within a string are escaped.
    before, after = text.split('"findings": []', 1)
    yield f'{before}"findings": ['
    comma = ""
    for finding in report.findings:
        yield f"{comma}\n    {_indented(_finding(finding), '    ')}"
        comma = ","
    yield f"\n  ]{after}\n"


def _indented(value: msgspec.Struct, indent: str) -> str:
    """JSON over several lines, all but the first indented. Strings hold no line breaks in JSON."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return text.replace("\n", f"\n{indent}") if indent else text


def to_json(report: Report, options: RenderOptions) -> JsonReport:
    return JsonReport(
        version=REPORT_VERSION,
        templates=[
            JsonTemplate(
                template.path, template.format, template.variant, list(template.unset_variables)
            )
            for template in report.templates
        ],
        findings=[_finding(finding) for finding in report.findings],
        errors=[JsonError(error.message, error.where, error.hint) for error in report.errors],
        notes=list(report.notes),
        summary=_summary(report, options),
    )


def _summary(report: Report, options: RenderOptions) -> JsonSummary:
    statuses: dict[Status, int] = {
        "fail": 0,
        "undecided": 0,
        "waived": 0,
        "baseline": 0,
        "doubted": 0,
    }
    severities: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in report.findings:
        statuses[finding.status] += 1
        if finding.status == "fail":
            severities[finding.severity] += 1
    return JsonSummary(
        templates=template_count(report),
        variants=variant_count(report),
        rules=report.rules,
        failing=sum(options.fails(finding) for finding in report.findings),
        fixable=sum(f.fix is not None for f in report.findings if f.status == "fail"),
        severities=severities,
        **statuses,
    )


def _finding(finding: Finding) -> JsonFinding:
    return JsonFinding(
        rule=finding.rule,
        severity=finding.severity,
        category=finding.category,
        status=finding.status,
        message=finding.message,
        template=finding.template,
        path=list(finding.path),
        location=_location(finding.location),
        related=[_location(place) for place in finding.related],
        impact=finding.impact,
        why=finding.why,
        recovery=finding.recovery,
        remediation=finding.remediation,
        confidence=finding.confidence,
        corrections=_corrections(finding.corrections),
        help=finding.help,
        reason=finding.reason,
        waiver=_waiver(finding.waiver),
        fingerprint=finding.fingerprint,
        fix=_fix(finding.fix),
        variants=list(finding.variants),
    )


def _corrections(corrections: Corrections | None) -> JsonCorrections | None:
    if corrections is None:
        return None
    return JsonCorrections(corrections.correct, corrections.false_positive, corrections.prior)


def _location(place: Place) -> JsonLocation:
    return JsonLocation(
        place.file,
        JsonPosition(place.start.line, place.start.column),
        JsonPosition(place.end.line, place.end.column),
        place.label,
    )


def _waiver(waiver: AppliedWaiver | None) -> JsonWaiver | None:
    if waiver is None:
        return None
    return JsonWaiver(
        reason=waiver.reason,
        until=waiver.until,
        owner=waiver.owner,
        origin=waiver.origin,
        location=_location(waiver.place) if waiver.place else None,
    )


def _fix(fix: Fix | None) -> JsonFix | None:
    if fix is None:
        return None
    edits = [
        JsonEdit(
            edit.file,
            JsonPosition(edit.start.line, edit.start.column),
            JsonPosition(edit.end.line, edit.end.column),
            edit.text,
        )
        for edit in fix.edits
    ]
    return JsonFix(fix.description, fix.safe, edits)

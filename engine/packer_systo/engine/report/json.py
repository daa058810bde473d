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

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import AppliedWaiver, Finding, Fix, Place, Report
    from packer_systo.engine.report.options import RenderOptions

REPORT_VERSION: Literal["1"] = "1"


class JsonPosition(msgspec.Struct, frozen=True):
    """A line and a column, both from 1; a column is one Unicode character."""

    line: int
    column: int


class JsonLocation(msgspec.Struct, frozen=True):
    """A stretch of a file, relative to the working directory; `end` is just after it."""

    file: str
    start: JsonPosition
    end: JsonPosition
    label: str
    """What to say of the place, or empty."""


class JsonWaiver(msgspec.Struct, frozen=True):
    """Why a finding is accepted. `until` is a date or empty; `origin` is `comment` or `settings`."""

    reason: str
    until: str
    owner: str
    origin: str
    location: JsonLocation | None


class JsonEdit(msgspec.Struct, frozen=True):
    """Replace `start`..`end` of `file` by `text`."""

    file: str
    start: JsonPosition
    end: JsonPosition
    text: str


class JsonFix(msgspec.Struct, frozen=True):
    """A cure that `check --fix` applies; with `--unsafe` only, where `safe` is false."""

    description: str
    safe: bool
    edits: list[JsonEdit]


class JsonFinding(msgspec.Struct, frozen=True):
    """One outcome of one rule at one place.

    `path` leads to what the rule judged in the template's document (`systo-policy normalise`).
    `reason` says what is unknown when the status is `undecided`. `fingerprint` stays when lines
    move. `confidence` is 0 to 1. `help` is a link or empty. `variants` are the var files of
    `--each-var-file` with which it is so.
    """

    rule: str
    severity: Severity
    category: Category
    status: Status
    message: str
    template: str
    path: list[str | int]
    location: JsonLocation
    related: list[JsonLocation]
    impact: Impact
    why: str
    recovery: Recovery
    remediation: str
    confidence: float
    help: str
    reason: str
    waiver: JsonWaiver | None
    fingerprint: str
    fix: JsonFix | None
    variants: list[str]


class JsonTemplate(msgspec.Struct, frozen=True):
    """A template that was judged. `variant` is the var file of `--each-var-file`, or empty."""

    path: str
    format: str
    variant: str
    unset_variables: list[str]


class JsonError(msgspec.Struct, frozen=True):
    """Something that the run could not do; the exit code is then 2."""

    message: str
    where: str
    hint: str


class JsonSummary(msgspec.Struct, frozen=True):
    """Counts. `severities` counts the failures of each severity, `failing` those that decide."""

    templates: int
    rules: int
    fail: int
    undecided: int
    waived: int
    baseline: int
    failing: int
    fixable: int
    severities: dict[Severity, int]


class JsonReport(msgspec.Struct, frozen=True):
    """The whole report. `errors` is empty unless the run itself went wrong."""

    version: Literal["1"]
    templates: list[JsonTemplate]
    findings: list[JsonFinding]
    errors: list[JsonError]
    notes: list[str]
    summary: JsonSummary


def render(report: Report, options: RenderOptions) -> str:
    """The report as indented JSON with a final newline."""
    encoded = msgspec.json.encode(to_json(report, options))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of what `render` gives."""
    made: dict[str, object] = msgspec.json.schema(JsonReport)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"packer-systo report, version {REPORT_VERSION}",
        **made,
    }


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
    statuses: dict[Status, int] = {"fail": 0, "undecided": 0, "waived": 0, "baseline": 0}
    severities: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in report.findings:
        statuses[finding.status] += 1
        if finding.status == "fail":
            severities[finding.severity] += 1
    return JsonSummary(
        templates=len(report.templates),
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
        help=finding.help,
        reason=finding.reason,
        waiver=_waiver(finding.waiver),
        fingerprint=finding.fingerprint,
        fix=_fix(finding.fix),
        variants=list(finding.variants),
    )


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

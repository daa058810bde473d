"""An assessment for machines: versioned by its own number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.frameworks.text import PARTIAL

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.frameworks.models import Assessment, Framework, RuleEvidence

ASSESSMENT_VERSION: Literal["1"] = "1"


class JsonFramework(msgspec.Struct, frozen=True):
    id: str
    title: str
    version: str
    about: str
    bundle: str


class JsonPlace(msgspec.Struct, frozen=True):
    """Where a finding is. `fingerprint` is that of `check --format json`."""

    file: str
    line: int
    column: int
    message: str
    status: str
    fingerprint: str


class JsonEvidence(msgspec.Struct, frozen=True):
    rule: str
    state: str
    reason: str
    findings: list[JsonPlace]


class JsonControl(msgspec.Struct, frozen=True):
    id: str
    state: str
    rules: list[JsonEvidence]


class JsonCounts(msgspec.Struct, frozen=True):
    """Of controls. `without_rule` are not judged either."""

    controls: int
    covered: int
    passed: int
    failed: int
    accepted: int
    not_judged: int
    without_rule: int


class JsonError(msgspec.Struct, frozen=True):
    message: str
    where: str


class JsonAssessment(msgspec.Struct, frozen=True):
    version: str
    framework: JsonFramework
    counts: JsonCounts
    controls: list[JsonControl]
    templates: list[str]
    errors: list[JsonError]
    note: str


def render(assessment: Assessment) -> str:
    """All controls, those without a rule last."""
    made = JsonAssessment(
        version=ASSESSMENT_VERSION,
        framework=_framework(assessment.framework),
        counts=JsonCounts(
            controls=len(assessment.controls),
            covered=assessment.covered,
            passed=assessment.count("passed"),
            failed=assessment.count("failed"),
            accepted=assessment.count("accepted"),
            not_judged=assessment.count("not judged"),
            without_rule=len(assessment.controls) - assessment.covered,
        ),
        controls=[
            JsonControl(one.id, one.state, [_evidence(rule) for rule in one.rules])
            for one in assessment.controls
        ],
        templates=[one.path for one in assessment.report.templates],
        errors=[JsonError(one.message, one.where) for one in assessment.report.errors],
        note=PARTIAL,
    )
    return _text(made)


def listing(frameworks: tuple[Framework, ...]) -> str:
    """The frameworks that there are."""
    return _text([_framework(one) for one in frameworks])


def _framework(one: Framework) -> JsonFramework:
    return JsonFramework(one.id, one.title, one.version, one.about, one.bundle)


def _evidence(rule: RuleEvidence) -> JsonEvidence:
    return JsonEvidence(rule.rule, rule.state, rule.reason, [_place(one) for one in rule.findings])


def _place(finding: Finding) -> JsonPlace:
    place = finding.location
    return JsonPlace(
        place.file,
        place.start.line,
        place.start.column,
        finding.message,
        finding.status,
        finding.fingerprint,
    )


def _text(made: JsonAssessment | list[JsonFramework]) -> str:
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"

"""An assessment for machines: versioned by its own number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.finding.models import Status
from packer_systo.engine.frameworks.models import State
from packer_systo.engine.frameworks.text import PARTIAL

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.frameworks.models import Assessment, Framework, RuleEvidence

ASSESSMENT_VERSION: Literal["1"] = "1"


class JsonFramework(msgspec.Struct, frozen=True):
    """A benchmark as a bundle maps it."""

    id: str
    title: str
    version: str
    """Of the benchmark."""
    about: str
    bundle: str
    """Where the mapping comes from, as `cis-mapped 1.0.0`."""


class JsonPlace(msgspec.Struct, frozen=True):
    """Where a finding is."""

    file: str
    line: int
    """From 1."""
    column: int
    """In characters, from 1."""
    message: str
    status: Status
    fingerprint: str
    """That of `check --format json`."""


class JsonEvidence(msgspec.Struct, frozen=True):
    """What a rule says of a control."""

    rule: str
    """Its full name."""
    state: State
    reason: str
    """Why it is not judged, or empty."""
    findings: list[JsonPlace]


class JsonControl(msgspec.Struct, frozen=True):
    """A control. Without rules there is no evidence for it, and it is not judged."""

    id: str
    state: State
    rules: list[JsonEvidence]


class JsonCounts(msgspec.Struct, frozen=True):
    """Of controls."""

    controls: int
    covered: int
    """Those with a rule; each of them is in one of the next four."""
    passed: int
    failed: int
    accepted: int
    """They fail, and all that fails is waived or in the baseline."""
    not_judged: int
    without_rule: int
    """Not judged either."""


class JsonError(msgspec.Struct, frozen=True):
    """What could not be judged; the exit code is then 2."""

    message: str
    where: str


class JsonAssessment(msgspec.Struct, frozen=True):
    """The whole assessment."""

    version: Literal["1"]
    """Raised when a field changes its meaning or goes."""
    framework: JsonFramework
    counts: JsonCounts
    controls: list[JsonControl]
    """All of them, those without a rule last."""
    templates: list[str]
    errors: list[JsonError]
    note: str
    """What such an assessment is, and is not."""


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

"""What a run says: findings, and the report that holds them."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.source.text import Position

Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
Category: TypeAlias = Literal[
    "syntax", "security", "architectural", "build", "compliance", "performance"
]
Status: TypeAlias = Literal["fail", "undecided", "waived", "baseline", "doubted"]
Impact: TypeAlias = Literal["high", "medium", "low"]
Recovery: TypeAlias = Literal["minutes", "hours", "days"]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")
"""Worst first."""


class ExcerptLine(msgspec.Struct, frozen=True):
    """A line of a file, secrets replaced, cut around the mark when very long.

    `mark` is what the finding is about: columns of `text` (not of the file: replacing and cutting
    move them), from 1, the end exclusive. None where the file's own columns still hold.
    """

    number: int
    text: str
    mark: tuple[int, int] | None = None


class Place(msgspec.Struct, frozen=True):
    """A stretch of a file, and what to say of it.

    `file` is relative to the working directory. `excerpt` holds the lines to show, already
    redacted; empty where the file cannot be shown. `label` is the text under the caret.
    """

    file: str
    start: Position
    end: Position
    label: str = ""
    excerpt: tuple[ExcerptLine, ...] = ()


class Edit(msgspec.Struct, frozen=True):
    """Replace `start`..`end` of `file` by `text`."""

    file: str
    start: Position
    end: Position
    text: str


class Fix(msgspec.Struct, frozen=True):
    """A cure that a machine can apply. `safe` when it cannot change what a correct build makes."""

    description: str
    safe: bool
    edits: tuple[Edit, ...]


class AppliedWaiver(msgspec.Struct, frozen=True):
    """`origin` is `comment` or `settings`; `until` an ISO date or empty."""

    reason: str
    until: str
    origin: str
    place: Place | None = None
    owner: str = ""


class Corrections(msgspec.Struct, frozen=True):
    """What people said of a rule's findings, and what that makes of its confidence.

    `prior` is the bundle's own estimate, `confidence` the one that follows; both 0..1.
    """

    correct: int
    false_positive: int
    prior: float
    confidence: float


class Finding(msgspec.Struct, frozen=True):
    """One outcome of one rule at one place.

    `rule` is the full name, `bundle/rule`. `path` is the document path that the rule named;
    `template` the template's path. `why` says what follows from it, `remediation` how to mend it.
    `reason` says why the status is not `fail`: what is unknown. `confidence` is 0..1; where people
    said something of the rule, `corrections` has it.
    `fingerprint` holds no value of the template and survives moved and re-indented lines.
    `variants` are the var files of `--each-var-file` with which it is so.
    """

    rule: str
    severity: Severity
    category: Category
    status: Status
    message: str
    template: str
    path: tuple[str | int, ...]
    location: Place
    related: tuple[Place, ...] = ()
    impact: Impact = "medium"
    why: str = ""
    recovery: Recovery = "minutes"
    remediation: str = ""
    confidence: float = 1.0
    help: str = ""
    reason: str = ""
    waiver: AppliedWaiver | None = None
    fingerprint: str = ""
    fix: Fix | None = None
    variants: tuple[str, ...] = ()
    corrections: Corrections | None = None


class Evidence(msgspec.Struct, frozen=True):
    """By what a template was judged.

    `judged` are the full names of the rules that decided about something in it. `unseen` counts the
    scripts and commands whose text is not known, in which no rule could find anything. `types` are
    those of the sources that are built.
    """

    judged: tuple[str, ...]
    unseen: int = 0
    types: tuple[str, ...] = ()


class JudgedTemplate(msgspec.Struct, frozen=True):
    """A template that was judged. `variant` names the var file of `--each-var-file`, or is empty."""

    path: str
    format: str
    variant: str = ""
    unset_variables: tuple[str, ...] = ()
    """Variables without a value: each is unknown, and together they take one summary line."""
    evidence: Evidence | None = None
    """Where it was asked for: `CheckOptions.evidence`."""


class RunError(msgspec.Struct, frozen=True):
    """Something that the run could not do; exit code 2, or 70 where it is a `defect` of ours."""

    message: str
    where: str = ""
    hint: str = ""
    defect: bool = False


class Report(msgspec.Struct, frozen=True):
    """The result of `check`, findings sorted by severity, impact, then place.

    `notes` are lines for stderr: what was skipped, and why.
    """

    templates: tuple[JudgedTemplate, ...]
    findings: tuple[Finding, ...]
    errors: tuple[RunError, ...] = ()
    notes: tuple[str, ...] = ()
    rules: int = 0
    """How many rules were run."""

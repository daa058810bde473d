"""What is different between two versions of a bundle."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.finding.models import RunError, Severity, Status

Level: TypeAlias = Literal["patch", "minor", "major"]
"""What part of the version number a change asks for; see docs/decisions/0010-bundle-versions.md."""

LEVELS: tuple[Level, ...] = ("patch", "minor", "major")
"""The smallest first."""

Kind: TypeAlias = Literal[
    "rule-removed",
    "rule-renamed",
    "rule-moved",
    "rule-added",
    "severity-raised",
    "severity-lowered",
    "language",
    "subject",
    "condition",
    "inputs",
    "partial",
    "assertion",
    "place",
    "code",
    "library",
    "fix",
    "confidence",
    "controls",
    "waivers-narrowed",
    "waivers-widened",
    "setting-removed",
    "setting-added",
    "setting-changed",
    "setting-type",
    "setting-limits",
    "setting-schema",
    "data",
    "documents-dropped",
    "documents-added",
    "text",
    "other-files",
    "results",
]


class Change(msgspec.Struct, frozen=True):
    """One difference.

    `subject` is a rule's name without its bundle, a path of the data, a library's file, or empty
    for the bundle as a whole. `before` and `after` are short texts; either may be empty.
    """

    kind: Kind
    level: Level
    subject: str = ""
    before: str = ""
    after: str = ""


class Version(msgspec.Struct, frozen=True):
    """One side of a comparison."""

    version: str
    digest: str
    location: str
    rules: int


class FindingChange(msgspec.Struct, frozen=True):
    """A result that is not the same any more.

    A status is None where the side says nothing of the place. `rule` is the full name in the new
    version, or in the old one where it is gone.
    """

    rule: str
    file: str
    line: int
    column: int
    message: str
    before: Status | None
    after: Status | None
    severity_before: Severity
    severity_after: Severity


class TemplateEffect(msgspec.Struct, frozen=True):
    """What the new version means for one template: does it pass, and which results differ?

    Only results of the bundle itself count, with the template's own waivers followed.
    """

    template: str
    failed_before: bool
    fails_after: bool
    findings: tuple[FindingChange, ...]

    @property
    def newly_fails(self) -> bool:
        return self.fails_after and not self.failed_before

    @property
    def newly_passes(self) -> bool:
        return self.failed_before and not self.fails_after


class Comparison(msgspec.Struct, frozen=True):
    """Two versions of the bundle `name`.

    `least` is the lowest version that the changes allow after the old one, equal to the old one
    where nothing changed. `enough` says whether the new number is at least that. `templates` is
    how many were judged by both; `effects` holds those on which the results differ.
    """

    name: str
    old: Version
    new: Version
    changes: tuple[Change, ...]
    level: Level | None
    least: str
    enough: bool
    fail_on: Severity
    templates: int = 0
    effects: tuple[TemplateEffect, ...] = ()
    errors: tuple[RunError, ...] = ()

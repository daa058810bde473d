"""A lint report as JSON, version 1: `systo-policy schema bundle-lint` prints its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.authoring.lint.run import BundleLintReport


class JsonLintFinding(msgspec.Struct):
    """Something to mend."""

    check: str
    rule: str
    """The rule's full name; empty for what is the bundle's."""
    file: str
    line: int
    message: str
    hint: str


class JsonSkippedCheck(msgspec.Struct):
    """A check that could not look, such as for want of a program."""

    check: str
    reason: str


class JsonLintError(msgspec.Struct):
    """A check that failed."""

    message: str
    where: str
    hint: str


class JsonBundleLint(msgspec.Struct):
    """What `bundle lint --format json` prints."""

    kind: Literal["bundle-lint"]
    version: Literal["1"]
    """Of this form."""
    bundle: str
    revision: str
    """The bundle's version."""
    passed: bool
    """Whether the exit code is 0."""
    findings: list[JsonLintFinding]
    skipped: list[JsonSkippedCheck]
    errors: list[JsonLintError]


def json(report: BundleLintReport) -> str:
    """The report as indented JSON."""
    made = JsonBundleLint(
        kind="bundle-lint",
        version="1",
        bundle=report.bundle,
        revision=report.version,
        passed=report.exit_code == 0,
        findings=[
            JsonLintFinding(one.check, one.rule, one.file, one.line, one.message, one.hint)
            for one in report.findings
        ],
        skipped=[JsonSkippedCheck(name, reason) for name, reason in report.skipped],
        errors=[JsonLintError(one.message, one.where, one.hint) for one in report.errors],
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"

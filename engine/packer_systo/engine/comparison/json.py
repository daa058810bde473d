"""A comparison for machines: `bundle diff --format json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.comparison.models import Change, FindingChange, Level, Version

if TYPE_CHECKING:
    from packer_systo.engine.comparison.models import Comparison


class JsonEffect(msgspec.Struct, frozen=True):
    """A template on which the results differ."""

    template: str
    failed_before: bool
    fails_after: bool
    findings: tuple[FindingChange, ...]


class JsonError(msgspec.Struct, frozen=True):
    """Something that the comparison could not do; the exit code is then 2."""

    message: str
    where: str
    hint: str


class JsonComparison(msgspec.Struct, frozen=True):
    """The whole comparison. `version` is raised when a field changes its meaning or goes."""

    version: Literal["1"]
    bundle: str
    old: Version
    new: Version
    level: Level | None
    """What part of the number the changes ask for, or null."""
    least: str
    """The lowest version that may carry the changes."""
    enough: bool
    fail_on: str
    changes: tuple[Change, ...]
    templates: int
    """How many were judged by both."""
    newly_fail: list[str]
    newly_pass: list[str]
    effects: list[JsonEffect]
    errors: list[JsonError]


def render(comparison: Comparison) -> str:
    """Indented JSON with a final newline."""
    made = JsonComparison(
        version="1",
        bundle=comparison.name,
        old=comparison.old,
        new=comparison.new,
        level=comparison.level,
        least=comparison.least,
        enough=comparison.enough,
        fail_on=comparison.fail_on,
        changes=comparison.changes,
        templates=comparison.templates,
        newly_fail=[one.template for one in comparison.effects if one.newly_fails],
        newly_pass=[one.template for one in comparison.effects if one.newly_passes],
        effects=[
            JsonEffect(one.template, one.failed_before, one.fails_after, one.findings)
            for one in comparison.effects
        ],
        errors=[JsonError(one.message, one.where, one.hint) for one in comparison.errors],
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"

"""A comparison for a person: what changed by weight, what it means for templates, which number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.comparison.models import LEVELS
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.comparison.models import (
        Change,
        Comparison,
        FindingChange,
        Kind,
        TemplateEffect,
    )

MOST_TEMPLATES = 20
MOST_FINDINGS = 5
"""Results listed of one template before the rest is counted."""

WORDS: dict[Kind, str] = {
    "rule-removed": "rule removed",
    "rule-renamed": "rule renamed",
    "rule-moved": "category changed",
    "rule-added": "rule added",
    "severity-raised": "severity raised",
    "severity-lowered": "severity lowered",
    "language": "language changed",
    "subject": "judges other things",
    "condition": "applies under another condition",
    "inputs": "is decided by other inputs",
    "partial": "reads the partly unknown otherwise",
    "assertion": "demands something else",
    "place": "points somewhere else",
    "code": "its code is different",
    "library": "shared code is different",
    "fix": "its fix is different",
    "confidence": "confidence changed",
    "controls": "controls changed",
    "waivers-narrowed": "can be waived less",
    "waivers-widened": "can be waived more",
    "setting-removed": "setting removed",
    "setting-added": "setting added",
    "setting-changed": "a setting's own value changed",
    "setting-type": "a setting takes another type",
    "setting-limits": "what a setting takes changed",
    "setting-schema": "what may be set changed",
    "data": "data changed",
    "documents-dropped": "judges no longer",
    "documents-added": "judges now too",
    "text": "texts changed",
    "other-files": "other files changed",
    "results": "results are different on the templates",
}

_ASKS = {
    "major": "major: names and promises that others rely on",
    "minor": "minor: verdicts can be others",
    "patch": "patch: no verdict depends on it",
}


def render(comparison: Comparison) -> str:
    """The whole comparison, with a final newline."""
    return "\n".join(_lines(comparison)) + "\n"


def refusal(comparison: Comparison) -> tuple[str, str]:
    """Why the number is not enough, and what to do; for a comparison that is not `enough`."""
    old, new = comparison.old.version, comparison.new.version
    if comparison.level is None:
        return f"{new} is lower than {old}", f"a version never goes back: keep {old}, or raise it"
    first = next(one for one in comparison.changes if one.level == comparison.level)
    return (
        f"{new} is too low a version for what changed since {old}: {described(first)}",
        f"the least version is {comparison.least}; set it as `revision` in .manifest",
    )


def described(change: Change) -> str:
    """One line: what changed, where, and from what to what."""
    head = WORDS[change.kind]
    if change.subject:
        head = f"{change.subject}: {head}"
    if change.kind == "rule-removed":
        return printable(f"{head} ({change.before})")
    if change.before and change.after:
        tail = f": {change.before} → {change.after}"
    elif change.before or change.after:
        tail = f": {change.after}" if change.after else f": {change.before} → nothing"
    else:
        tail = ""
    return printable(f"{head}{tail}")


def _lines(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old, comparison.new
    before = f"{old.rules} → " if old.rules != new.rules else ""
    rules = "1 rule" if not before and new.rules == 1 else f"{before}{new.rules} rules"
    yield f"{comparison.name} {old.version} → {new.version}, {rules}"
    if not comparison.changes:
        yield ""
        yield "Nothing changed."
    for level in reversed(LEVELS):
        changes = [one for one in comparison.changes if one.level == level]
        if changes:
            yield ""
            yield _ASKS[level]
            yield from (f"  {described(one)}" for one in changes)
    if comparison.templates:
        yield ""
        yield from _effects(comparison)
    for error in comparison.errors:
        where = f"{printable(error.where)}: " if error.where else ""
        yield f"error: {where}{printable(error.message)}"
    yield ""
    yield _verdict(comparison)


def _verdict(comparison: Comparison) -> str:
    if not comparison.enough:
        return f"{comparison.new.version} is not enough: the least version is {comparison.least}."
    if comparison.level is None:
        return f"{comparison.new.version} may stay."
    return f"{comparison.new.version} says enough: the least version is {comparison.least}."


def _effects(comparison: Comparison) -> Iterator[str]:
    fails = [one for one in comparison.effects if one.newly_fails]
    passes = [one for one in comparison.effects if one.newly_passes]
    others = [one for one in comparison.effects if one not in fails and one not in passes]
    templates = "1 template" if comparison.templates == 1 else f"{comparison.templates} templates"
    yield (
        f"on {templates}, failing from {comparison.fail_on} on: {len(fails)} newly fail, "
        f"{len(passes)} newly pass, {len(others)} others have different results"
    )
    ordered = [*fails, *passes, *others]
    for effect in ordered[:MOST_TEMPLATES]:
        yield from _effect(effect)
    if len(ordered) > MOST_TEMPLATES:
        yield f"  … and {len(ordered) - MOST_TEMPLATES} more templates (--format json has all)"


def _effect(effect: TemplateEffect) -> Iterator[str]:
    word = "fails" if effect.fails_after else "passes"
    newly = "newly " if effect.newly_fails or effect.newly_passes else "still "
    yield f"  {printable(effect.template)} {newly}{word}"
    for finding in effect.findings[:MOST_FINDINGS]:
        yield f"    {_finding(finding)}"
    if len(effect.findings) > MOST_FINDINGS:
        yield f"    … and {len(effect.findings) - MOST_FINDINGS} more results"


def _finding(finding: FindingChange) -> str:
    where = f"{finding.file}:{finding.line}:{finding.column}"
    if finding.before is None:
        mark, status = "+", _status(finding.after, finding.severity_after)
    elif finding.after is None:
        mark, status = "-", _status(finding.before, finding.severity_before)
    else:
        before = _status(finding.before, finding.severity_before)
        mark, status = "~", f"{before} → {_status(finding.after, finding.severity_after)}"
    return printable(f"{mark} {status}[{finding.rule}] {where}: {finding.message}")


def _status(status: str | None, severity: str) -> str:
    """As the terminal's report heads a finding: a failure by its severity."""
    return severity if status == "fail" else str(status)

"""The rules of two versions of a bundle: which came, which went, and what each says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.comparison.models import Change
from packer_systo.engine.comparison.tokens import cel_code, logic, rego_code
from packer_systo.engine.finding.verdict import RANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packer_systo.engine.bundle.models import Bundle, CelRule, Rule, RuleMetadata
    from packer_systo.engine.comparison.models import Kind, Level

LONGEST_SHOWN = 160
"""Characters of a condition that a change shows."""

TEXTS = ("title", "description", "why", "remediation", "impact", "recovery", "related_resources")
"""What a rule says about itself without a verdict depending on it."""


def renamed_rules(old: Bundle, new: Bundle) -> dict[str, str]:
    """Rules that go on under another name: old name to new name.

    One that went and one that came are the same rule where they decide by the same code, or where
    title and description are the same.
    """
    before, after = _by_name(old), _by_name(new)
    gone = [rule for name, rule in before.items() if name not in after]
    came = [rule for name, rule in after.items() if name not in before]
    found: dict[str, str] = {}
    for rule in gone:
        other = next((one for one in came if _is_same(rule, one)), None)
        if other is not None:
            came.remove(other)
            found[rule.metadata.name] = other.metadata.name
    return found


def rule_changes(old: Bundle, new: Bundle, renamed: Mapping[str, str]) -> Iterator[Change]:
    """Every difference between the rules, by name."""
    before, after = _by_name(old), _by_name(new)
    came_as = set(renamed.values())
    for name, rule in before.items():
        now = after.get(renamed.get(name, name))
        if now is None:
            yield Change("rule-removed", "major", name, before=rule.metadata.title)
            continue
        if name in renamed:
            yield Change("rule-renamed", "major", name, name, renamed[name])
        yield from _changes(rule, now, now.metadata.name)
    for name, rule in after.items():
        if name not in before and name not in came_as:
            metadata = rule.metadata
            yield Change(
                "rule-added", "minor", name, after=f"{metadata.severity}: {metadata.title}"
            )


def _changes(old: Rule, new: Rule, name: str) -> Iterator[Change]:
    yield from _metadata(old.metadata, new.metadata, name)
    yield from _judged(old, new, name)
    if old.language != new.language:
        # Stock OPA and conftest run the Rego rules alone: for them a rule goes, or comes.
        level: Level = "major" if old.language == "rego" else "minor"
        yield Change("language", level, name, old.language, new.language)
    elif old.cel is not None and new.cel is not None:
        yield from _cel(old.cel, new.cel, name)
    elif rego_code(old.rego) != rego_code(new.rego):
        yield Change("code", "minor", name)


def _metadata(old: RuleMetadata, new: RuleMetadata, name: str) -> Iterator[Change]:
    if old.category != new.category:
        yield Change("rule-moved", "major", name, old.category, new.category)
    if old.severity != new.severity:
        raised = RANK[new.severity] < RANK[old.severity]
        kind: Kind = "severity-raised" if raised else "severity-lowered"
        yield Change(kind, "minor", name, old.severity, new.severity)
    if old.confidence != new.confidence:
        yield Change("confidence", "minor", name, f"{old.confidence:g}", f"{new.confidence:g}")
    if set(old.controls) != set(new.controls):
        yield Change("controls", "minor", name, ", ".join(old.controls), ", ".join(new.controls))
    before, after = _longest_waiver(old), _longest_waiver(new)
    if before != after:
        narrowed = after < before
        yield Change(
            "waivers-narrowed" if narrowed else "waivers-widened",
            "major" if narrowed else "minor",
            name,
            _waivers(old),
            _waivers(new),
        )
    texts = [text for text in TEXTS if getattr(old, text) != getattr(new, text)]
    if texts:
        yield Change("text", "patch", name, after=", ".join(texts))


def _judged(old: Rule, new: Rule, name: str) -> Iterator[Change]:
    before, after = old.metadata.judges, new.metadata.judges
    if before.subject != after.subject:
        yield Change("subject", "minor", name, before.subject, after.subject)
    if cel_code(before.when) != cel_code(after.when):
        yield Change("condition", "minor", name, _short(before.when), _short(after.when))
    if set(before.inputs) != set(after.inputs):
        yield Change("inputs", "minor", name, ", ".join(before.inputs), ", ".join(after.inputs))
    if before.partial != after.partial:
        yield Change("partial", "minor", name, before.partial, after.partial)


def _cel(old: CelRule, new: CelRule, name: str) -> Iterator[Change]:
    if cel_code(old.assertion) != cel_code(new.assertion):
        yield Change("assertion", "minor", name, _short(old.assertion), _short(new.assertion))
    if old.path != new.path:
        # Fingerprints are made of the place: a baseline no longer knows the finding.
        yield Change("place", "minor", name, old.path, new.path)
    if old.fix != new.fix:
        yield Change("fix", "minor", name, _fix(old), _fix(new))
    if cel_code(old.message) != cel_code(new.message):
        yield Change("text", "patch", name, after="message")


def _is_same(old: Rule, new: Rule) -> bool:
    described = (old.metadata.title, old.metadata.description)
    return logic(old) == logic(new) or described == (
        new.metadata.title,
        new.metadata.description,
    )


def _by_name(bundle: Bundle) -> dict[str, Rule]:
    return {rule.metadata.name: rule for rule in bundle.rules}


def _longest_waiver(metadata: RuleMetadata) -> float:
    """In days; 0 for none at all."""
    if not metadata.waivable:
        return 0
    return float("inf") if metadata.waiver_days is None else metadata.waiver_days


def _waivers(metadata: RuleMetadata) -> str:
    if not metadata.waivable:
        return "no waivers"
    days = metadata.waiver_days
    return "waivers without end" if days is None else f"waivers of at most {days} days"


def _fix(cel: CelRule) -> str:
    if cel.fix is None:
        return "none"
    return _short(msgspec.json.encode(cel.fix).decode())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"

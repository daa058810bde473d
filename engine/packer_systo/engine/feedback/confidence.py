"""How often a rule is right: its bundle's own estimate, updated by what people said.

A finding of a rule is right with an unknown probability. The bundle's `confidence` c is the mean of
a Beta distribution with the weight of s findings, Beta(c·s, (1-c)·s); each finding that somebody
looked at adds one to either side. What is shown is the mean of the result:

    (c·s + correct) / (s + correct + false positive)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.feedback.code import rule_code
from packer_systo.engine.feedback.counting import counts_of, origins_of
from packer_systo.engine.finding.models import Corrections
from packer_systo.engine.judgment.selection import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.feedback.models import Store
    from packer_systo.engine.finding.models import Finding

STRENGTH = 10.0
"""What a bundle's own estimate weighs, in findings, where its data says nothing else."""

KEY = "feedback"
STRENGTH_KEY = "prior_strength"


def posterior(prior: float, strength: float, correct: int, false_positive: int) -> float:
    """The mean of the Beta posterior, to four digits. `prior` is 0..1, `strength` above 0."""
    looked_at = correct + false_positive
    return round((prior * strength + correct) / (strength + looked_at), 4)


def prior_strength(bundle: Bundle) -> float:
    """`<root>.feedback.prior_strength` of the bundle's data, from 1 to 10,000."""
    for content in bundle.data.values():
        own = content.get(KEY) if isinstance(content, dict) else None
        value = own.get(STRENGTH_KEY) if isinstance(own, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 10_000:
            return float(value)
    return STRENGTH


def corrections_by_rule(store: Store, bundles: Iterable[Bundle]) -> dict[str, Corrections]:
    """What was said of each rule of the bundles, as it is now, and the confidence that follows."""
    said = counts_of(origins_of(store))
    rules = {rule for rule, _ in said}
    found: dict[str, Corrections] = {}
    for bundle in bundles:
        strength = prior_strength(bundle)
        for rule in bundle.rules:
            if rule.full_name not in rules:
                continue
            counts = said.get((rule.full_name, rule_code(rule)))
            if counts is not None and counts.correct + counts.false_positive:
                prior = rule.metadata.confidence
                found[rule.full_name] = Corrections(
                    counts.correct,
                    counts.false_positive,
                    prior,
                    posterior(prior, strength, counts.correct, counts.false_positive),
                )
    return found


def with_confidence(
    findings: list[Finding], store: Store, bundles: Iterable[Bundle]
) -> list[Finding]:
    """The findings with what was said of their rules."""
    said = corrections_by_rule(store, bundles)
    if not said:
        return findings
    return [
        msgspec.structs.replace(finding, confidence=found.confidence, corrections=found)
        if (found := said.get(finding.rule)) is not None
        else finding
        for finding in findings
    ]


def doubted(findings: list[Finding], least: float) -> list[Finding]:
    """The findings, failures of a confidence below `least` marked as such: they no longer count.

    What could not be read was not judged, and is never doubted.
    """
    return [
        msgspec.structs.replace(finding, status="doubted")
        if finding.status == "fail" and finding.confidence < least and finding.rule not in ALWAYS
        else finding
        for finding in findings
    ]

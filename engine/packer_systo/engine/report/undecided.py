"""What could not be decided, one line a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.finding.models import Finding

MOST_REASONS = 3


def undecided_lines(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Rule and sentence for each rule with undecided findings, in the order of the findings."""
    reasons: dict[str, dict[str, int]] = {}
    for finding in findings:
        counted = reasons.setdefault(finding.rule, {})
        counted[finding.reason] = counted.get(finding.reason, 0) + 1
    return [(rule, _sentence(counted)) for rule, counted in reasons.items()]


def _sentence(reasons: dict[str, int]) -> str:
    total = sum(reasons.values())
    often = sorted((reason for reason in reasons if reason), key=lambda reason: -reasons[reason])
    shown = "; ".join(often[:MOST_REASONS])
    if len(often) > MOST_REASONS:
        shown += f"; and {len(often) - MOST_REASONS} other reasons"
    places = "1 place" if total == 1 else f"{total} places"
    return f"{places} could not be decided" + (f": {shown}" if shown else "")

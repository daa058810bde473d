"""What could not be decided: one line a rule, or one line for a reason that stops many rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.finding.models import Finding

MOST_REASONS = 3
MANY_RULES = 4
"""So many rules with the same reason become one line."""


def undecided_lines(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """What was undecided and why: a rule, or how many rules, and a sentence.

    In the order of the findings; reasons that many rules share come last.
    """
    found = list(findings)
    rules_of: dict[str, dict[str, None]] = {}
    for finding in found:
        rules_of.setdefault(finding.reason, {})[finding.rule] = None
    shared = {reason for reason, rules in rules_of.items() if len(rules) >= MANY_RULES}
    by_rule: dict[str, dict[str, int]] = {}
    by_reason: dict[str, int] = {}
    for finding in found:
        if finding.reason in shared:
            by_reason[finding.reason] = by_reason.get(finding.reason, 0) + 1
        else:
            counted = by_rule.setdefault(finding.rule, {})
            counted[finding.reason] = counted.get(finding.reason, 0) + 1
    return [
        *((rule, _sentence(counted)) for rule, counted in by_rule.items()),
        *(
            (f"{len(rules_of[reason])} rules", _sentence({reason: count}))
            for reason, count in by_reason.items()
        ),
    ]


def _sentence(reasons: dict[str, int]) -> str:
    total = sum(reasons.values())
    often = sorted((reason for reason in reasons if reason), key=lambda reason: -reasons[reason])
    shown = "; ".join(often[:MOST_REASONS])
    if len(often) > MOST_REASONS:
        shown += f"; and {len(often) - MOST_REASONS} other reasons"
    places = "1 place" if total == 1 else f"{total} places"
    return f"{places} could not be decided" + (f": {shown}" if shown else "")

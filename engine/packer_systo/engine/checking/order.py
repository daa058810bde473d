"""The order of a report: what matters most comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.verdict import RANK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.finding.models import Finding, Impact

_IMPACTS: dict[Impact, int] = {"high": 0, "medium": 1, "low": 2}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By severity, then impact, then place; the rule and message settle the rest."""
    return tuple(sorted(findings, key=_key))


def _key(finding: Finding) -> tuple[int, int, str, int, int, str, str, str]:
    place = finding.location
    return (
        RANK[finding.severity],
        _IMPACTS[finding.impact],
        place.file,
        place.start.line,
        place.start.column,
        finding.rule,
        finding.message,
        finding.template,
    )

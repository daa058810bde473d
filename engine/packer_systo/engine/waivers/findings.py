"""Findings about waivers, and findings that are waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.fingerprint import Fingerprints
from packer_systo.engine.finding.models import AppliedWaiver, Finding
from packer_systo.engine.waivers.rules import BUNDLE

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import RuleMetadata
    from packer_systo.engine.finding.models import Place
    from packer_systo.engine.waivers.comment import Written

OPEN = frozenset({"fail", "undecided"})
"""The statuses that a waiver can change."""


def waived(finding: Finding, written: Written, origin: str, place: Place | None) -> Finding:
    return msgspec.structs.replace(
        finding,
        status="waived",
        waiver=AppliedWaiver(
            reason=written.reason.strip(),
            until=written.until,
            origin=origin,
            place=place,
            owner=written.owner,
        ),
    )


class WaiverFindings:
    """Makes findings about waivers; numbers those that are alike."""

    def __init__(self, named_from: str = "") -> None:
        self._fingerprints = Fingerprints(named_from)

    def make(
        self,
        rule: RuleMetadata,
        message: str,
        place: Place,
        written: Written,
        template: str = "",
    ) -> Finding:
        """`template` is empty for a waiver of the settings."""
        name = f"{BUNDLE}/{rule.name}"
        return Finding(
            rule=name,
            severity=rule.severity,
            category=rule.category,
            status="fail",
            message=message,
            template=template,
            path=(),
            location=place,
            impact=rule.impact,
            why=rule.why,
            recovery=rule.recovery,
            remediation=rule.remediation,
            confidence=rule.confidence,
            fingerprint=self._fingerprints.of(
                name, template, place.file, f"waiver {','.join(written.rules)}", ()
            ),
        )

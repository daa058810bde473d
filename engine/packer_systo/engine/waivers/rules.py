"""The rules about waivers themselves, of the bundle `template`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.models import Judged, RuleMetadata

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Severity

BUNDLE = "template"


def _rule(
    name: str,
    title: str,
    description: str,
    why: str,
    remediation: str,
    *,
    severity: Severity = "medium",
) -> RuleMetadata:
    return RuleMetadata(
        name=name,
        title=title,
        description=description,
        severity=severity,
        category="compliance",
        impact="low",
        why=why,
        recovery="minutes",
        remediation=remediation,
        judges=Judged("/"),
        waivable=False,
        since="0.1.0",
    )


WITHOUT_REASON = _rule(
    "waiver-without-reason",
    "A waiver gives no reason",
    "A waiver does not say why the finding is accepted. It is not followed.",
    "nobody can tell later whether the waiver is still right",
    'write why, such as reason="the mirror is our own, see SEC-12"',
)
UNKNOWN = _rule(
    "unknown-waiver",
    "A waiver cannot be understood",
    "A waiver names no known rule, or is not written as waivers are. It is not followed.",
    "what it was meant to accept is still reported, or another rule is",
    'write systo: ignore[rule] reason="…" until=2027-03-31',
)
EXPIRED = _rule(
    "expired-waiver",
    "A waiver is out of date",
    "The day that a waiver names has passed. It is not followed any more.",
    "the time that was taken to mend the finding is over",
    "mend the finding and delete the waiver, or decide anew and give a later day",
)
REFUSED = _rule(
    "refused-waiver",
    "A waiver is not allowed",
    "The bundle does not let its rule be waived, or not for so long. It is not followed.",
    "whoever keeps the bundle has decided that this must be mended",
    "mend the finding; the bundle says which rules may be waived and for how long",
)
UNUSED = _rule(
    "unused-waiver",
    "A waiver is not needed",
    "No finding is where the waiver is, or no file has the path that it names, so it can go.",
    "it would hide the same mistake when somebody makes it again",
    "delete the waiver, or correct its path",
    severity="info",
)

WAIVER_RULES = (EXPIRED, REFUSED, UNKNOWN, UNUSED, WITHOUT_REASON)

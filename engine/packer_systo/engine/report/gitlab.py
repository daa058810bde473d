"""GitLab's code quality report: docs.gitlab.com/ci/testing/code_quality (its own CodeClimate form).

What is undecided, waived or in the baseline is left out, since the form has no word for it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Report, Severity
    from packer_systo.engine.report.options import RenderOptions

_SEVERITIES: dict[Severity, str] = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}


def render(report: Report, options: RenderOptions) -> str:
    """A JSON array; each entry's fingerprint is unique, as GitLab asks."""
    seen: dict[str, int] = {}
    entries: list[dict[str, object]] = []
    for finding in report.findings:
        if finding.status != "fail" and not options.fails(finding):
            continue
        place = finding.location
        identity = f"{finding.rule}\0{place.file}\0{finding.fingerprint}"
        seen[identity] = seen.get(identity, 0) + 1
        text = finding.message
        if finding.remediation:
            text = f"{text}. {finding.remediation}"
        entries.append(
            {
                "description": text,
                "check_name": finding.rule,
                "fingerprint": blake2b(
                    f"{identity}\0{seen[identity]}".encode(), digest_size=16
                ).hexdigest(),
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": place.file,
                    "lines": {
                        "begin": place.start.line,
                        "end": max(place.end.line, place.start.line),
                    },
                },
            }
        )
    return msgspec.json.format(msgspec.json.encode(entries), indent=2).decode() + "\n"

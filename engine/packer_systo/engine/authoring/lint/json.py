"""A lint report as JSON, version 1.

{"kind": "bundle-lint", "version": "1", "bundle": …, "revision": …, "passed": false,
"findings": [{"check", "rule", "file", "line", "message", "hint"}],
"skipped": [{"check", "reason"}], "errors": [{"message", "where", "hint"}]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.authoring.lint.run import BundleLintReport
    from packer_systo.engine.template.document import JSON


def json(report: BundleLintReport) -> str:
    """The report as indented JSON."""
    made: dict[str, JSON] = {
        "kind": "bundle-lint",
        "version": "1",
        "bundle": report.bundle,
        "revision": report.version,
        "passed": report.exit_code == 0,
        "findings": [
            {
                "check": one.check,
                "rule": one.rule,
                "file": one.file,
                "line": one.line,
                "message": one.message,
                "hint": one.hint,
            }
            for one in report.findings
        ],
        "skipped": [{"check": name, "reason": reason} for name, reason in report.skipped],
        "errors": [
            {"message": one.message, "where": one.where, "hint": one.hint} for one in report.errors
        ],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"

"""A test run as JSON, version 1: a stable form for other programs.

    {"kind": "bundle-test", "version": "1", "bundle": …, "revision": …, "passed": true,
     "results": [{"kind": "case"|"rego", "group", "name", "file", "line", "status", "failures"}],
     "errors": [{"message", "where", "hint"}],
     "coverage": {"branches", "covered", "percent", "files": [{"file", "rule", "reached",
        "branches", "covered", "unreached": [{"line", "what"}]}], "unmeasured": […]}}

`status` is `passed`, `failed` or `skipped`. `coverage` is absent where it was not measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.authoring.coverage.models import Coverage
    from packer_systo.engine.authoring.testing.models import BundleTestReport, BundleTestResult
    from packer_systo.engine.template.document import JSON


def json(report: BundleTestReport) -> str:
    """The report as indented JSON."""
    made: dict[str, JSON] = {
        "kind": "bundle-test",
        "version": "1",
        "bundle": report.bundle,
        "revision": report.version,
        "passed": report.exit_code == 0,
        "results": [_result(one) for one in report.results],
        "errors": [
            {"message": one.message, "where": one.where, "hint": one.hint} for one in report.errors
        ],
    }
    if report.coverage is not None:
        made["coverage"] = _coverage(report.coverage)
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"


def _result(one: BundleTestResult) -> JSON:
    made: dict[str, JSON] = {
        "kind": one.kind,
        "group": one.group,
        "name": one.name,
        "file": one.file,
        "line": one.line,
        "status": "passed" if one.passed else "skipped" if one.skipped else "failed",
        "failures": list(one.failures),
    }
    if one.skipped:
        made["reason"] = one.skipped
    return made


def _coverage(coverage: Coverage) -> JSON:
    return {
        "branches": coverage.branches,
        "covered": coverage.covered,
        "percent": round(coverage.percent, 1),
        "files": [
            {
                "file": file.file,
                "rule": file.rule,
                "reached": file.reached,
                "branches": file.branches,
                "covered": file.covered,
                "unreached": [{"line": one.line, "what": one.what} for one in file.unreached],
            }
            for file in coverage.files
        ],
        "unmeasured": [
            {"file": one.file, "line": one.line, "what": one.what} for one in coverage.unmeasured
        ],
    }

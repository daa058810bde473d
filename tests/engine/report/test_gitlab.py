from __future__ import annotations

import json
from typing import Any

from packer_systo.engine.finding.models import Report
from packer_systo.engine.report.gitlab import render
from packer_systo.engine.report.options import RenderOptions
from report_samples import CLEAN, EVERYTHING, UNVERIFIED_ISO


def entries(report: Report) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(render(report, RenderOptions()))
    return made


def test_an_entry_has_what_gitlab_reads() -> None:
    entry = entries(Report((), (UNVERIFIED_ISO,)))[0]
    assert entry == {
        "description": "source qemu.debian accepts any ISO. "
        'pin the digest: iso_checksum = "sha256:…"',
        "check_name": "packer-baseline/unverified-iso",
        "fingerprint": entry["fingerprint"],
        "severity": "critical",
        "location": {"path": "images/debian.pkr.hcl", "lines": {"begin": 14, "end": 14}},
    }
    assert len(entry["fingerprint"]) == 32


def test_only_failures_are_listed() -> None:
    assert [entry["severity"] for entry in entries(EVERYTHING)] == ["blocker", "critical", "major"]


def test_nothing_found_is_an_empty_list() -> None:
    assert render(CLEAN, RenderOptions()) == "[]\n"


def test_fingerprints_are_unique_and_the_same_each_time() -> None:
    report = Report((), (UNVERIFIED_ISO, UNVERIFIED_ISO))
    first, second = entries(report)
    assert first["fingerprint"] != second["fingerprint"]
    assert entries(report) == [first, second]

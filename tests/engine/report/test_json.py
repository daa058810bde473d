from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from packer_systo.engine.report.json import render
from packer_systo.engine.report.options import RenderOptions
from packer_systo.engine.schemas import report_schema
from report_samples import CLEAN, EVERYTHING
from snapshot import assert_snapshot

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Report

SNAPSHOTS = Path(__file__).parent / "snapshots"

FINDING_KEYS = [
    "rule",
    "severity",
    "category",
    "status",
    "message",
    "template",
    "path",
    "location",
    "related",
    "impact",
    "why",
    "recovery",
    "remediation",
    "confidence",
    "corrections",
    "help",
    "reason",
    "waiver",
    "fingerprint",
    "fix",
    "variants",
]


def test_a_whole_report() -> None:
    assert_snapshot(render(EVERYTHING, RenderOptions()), SNAPSHOTS / "report.json")


def test_the_shape_that_is_promised() -> None:
    made = json.loads(render(EVERYTHING, RenderOptions()))
    assert list(made) == ["version", "templates", "findings", "errors", "notes", "summary"]
    assert made["version"] == "1"
    assert made["templates"][0]["path"] == "images"
    assert made["templates"][0]["format"] == "hcl2"
    for finding in made["findings"]:
        assert list(finding) == FINDING_KEYS
        assert set(finding["location"]) >= {"file", "start", "end"}
        assert set(finding["location"]["start"]) == {"line", "column"}


def test_the_summary_counts() -> None:
    summary = json.loads(render(EVERYTHING, RenderOptions(fail_on="high")))["summary"]
    assert summary == {
        "templates": 5,
        "variants": 1,
        "rules": 42,
        "fail": 3,
        "undecided": 1,
        "waived": 1,
        "baseline": 1,
        "doubted": 0,
        "failing": 2,
        "fixable": 1,
        "severities": {"critical": 1, "high": 1, "medium": 1, "low": 0, "info": 0},
    }


def test_errors_are_empty_when_nothing_went_wrong() -> None:
    made = json.loads(render(CLEAN, RenderOptions()))
    assert made["errors"] == []
    assert made["findings"] == []


@pytest.mark.parametrize("report", [EVERYTHING, CLEAN])
def test_the_published_schema_holds(report: Report) -> None:
    published = report_schema()
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(json.loads(render(report, RenderOptions())), published)


def test_the_schema_refuses_another_shape() -> None:
    made = json.loads(render(EVERYTHING, RenderOptions()))
    del made["findings"][0]["fingerprint"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, report_schema())

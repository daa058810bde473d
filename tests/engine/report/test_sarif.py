from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from packer_systo.engine.finding.models import Report, Status
from packer_systo.engine.report.options import RenderOptions
from packer_systo.engine.report.sarif import render
from report_samples import CLEAN, EVERYTHING, RULES, SYNTAX_ERROR, UNVERIFIED_ISO
from schema_files import sarif_schema
from snapshot import assert_snapshot

SNAPSHOTS = Path(__file__).parent / "snapshots"

OPTIONS = RenderOptions(version="1.2.3", rules=RULES)


def log(report: Report) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render(report, OPTIONS))
    return made


def result_of(report: Report, status: Status) -> dict[str, Any]:
    index = [finding.status for finding in report.findings].index(status)
    result: dict[str, Any] = log(report)["runs"][0]["results"][index]
    return result


@pytest.mark.parametrize("report", [EVERYTHING, CLEAN])
def test_the_official_schema_holds(report: Report) -> None:
    jsonschema.validate(log(report), sarif_schema(), cls=jsonschema.Draft4Validator)


def test_the_official_schema_would_refuse_a_wrong_level() -> None:
    made = log(EVERYTHING)
    made["runs"][0]["results"][0]["level"] = "critical"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, sarif_schema(), cls=jsonschema.Draft4Validator)


def test_a_whole_report() -> None:
    assert_snapshot(render(EVERYTHING, OPTIONS), SNAPSHOTS / "report.sarif")


def test_rules_are_named_by_their_own_ids_and_results_point_to_them() -> None:
    run = log(EVERYTHING)["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert "packer-baseline/unverified-iso" in rules
    assert rules == sorted(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


def test_rules_that_found_nothing_are_listed_too() -> None:
    (rule,) = log(CLEAN)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "packer-baseline/unverified-iso"
    assert rule["helpUri"] == "https://example.org/rules/unverified-iso"
    assert rule["properties"]["security-severity"] == "8.0"


def test_columns_count_characters() -> None:
    assert log(CLEAN)["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_undecided_is_open_and_has_no_level() -> None:
    result = result_of(EVERYTHING, "undecided")
    assert (result["kind"], result["level"]) == ("open", "none")
    assert "variable without a value" in result["message"]["text"]


def test_a_waiver_in_the_source_suppresses() -> None:
    (suppression,) = result_of(EVERYTHING, "waived")["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"] == "the mirror is in the same rack (until 2027-03-31)"


def test_what_is_in_the_baseline_is_suppressed_from_outside() -> None:
    (suppression,) = result_of(EVERYTHING, "baseline")["suppressions"]
    assert suppression["kind"] == "external"


def test_a_failure_has_no_suppression() -> None:
    assert "suppressions" not in result_of(EVERYTHING, "fail")


def test_a_fix_is_a_replacement() -> None:
    fixes = [
        result["fixes"] for result in log(EVERYTHING)["runs"][0]["results"] if "fixes" in result
    ]
    ((fix,),) = fixes
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "web.pkr.hcl", "uriBaseId": "SRCROOT"}
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"]["text"] == "  encrypt_boot = true\n"


def test_a_file_name_becomes_a_uri() -> None:
    place = msgspec.structs.replace(SYNTAX_ERROR.location, file="my images/ä#1%.pkr.hcl")
    report = Report((), (msgspec.structs.replace(SYNTAX_ERROR, location=place),))
    location = log(report)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "my%20images/%C3%A4%231%25.pkr.hcl"


def test_fingerprints_and_related_places_are_kept() -> None:
    result = log(Report((), (UNVERIFIED_ISO,)))["runs"][0]["results"][0]
    assert result["partialFingerprints"] == {"packerSysto/v1": "9f86d081884c7d65"}
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "the value comes from here"


def test_an_error_of_the_run_is_a_notification() -> None:
    (invocation,) = log(EVERYTHING)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "division by zero" in invocation["toolExecutionNotifications"][0]["message"]["text"]

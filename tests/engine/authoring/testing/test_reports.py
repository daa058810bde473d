"""The report of a test run as text, JSON and JUnit XML."""

from __future__ import annotations

import jsonschema
import msgspec
import pytest
from lxml import etree

from packer_systo.engine.authoring.coverage.models import Coverage, FileCoverage, Unreached
from packer_systo.engine.authoring.testing.json import json
from packer_systo.engine.authoring.testing.junit import junit
from packer_systo.engine.authoring.testing.models import BundleTestReport, BundleTestResult
from packer_systo.engine.authoring.testing.text import text
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.schemas import bundle_test_schema
from schema_files import junit_schema

PASSED = BundleTestResult("case", "a/x", "fine", "b/x/cases.md", 3)
FAILED = BundleTestResult("case", "a/x", "bad <&\x1b>", "b/x/cases.md", 9, ("no finding at 2",))
REGO = BundleTestResult("rego", "a.lib_test", "test_a", "b/lib_test.rego", 4)
TODO = BundleTestResult("rego", "a.lib_test", "todo_test_b", "b/lib_test.rego", 7, (), "todo")
COVERAGE = Coverage(
    (
        FileCoverage("b/x.rego", 4, (Unreached("b/x.rego", 5, "this body never holds"),), "a/x"),
        FileCoverage("b/y.rego", 2, (Unreached("b/y.rego", 1, "f"),) * 2, "a/y", reached=False),
    ),
    (Unreached("b/z.rego", 1, "odd"),),
)
WHOLE = BundleTestReport(
    "a",
    "1.0.0",
    (PASSED, FAILED, REGO, TODO),
    (RunError("cannot run", "a/z on t", "mend it"),),
    COVERAGE,
    80,
)


def test_text() -> None:
    assert text(WHOLE) == (
        "FAIL a/x: bad <&\\x1b>\n"
        "  --> b/x/cases.md:9\n"
        "  no finding at 2\n"
        "\n"
        "b/x.rego:5: this body never holds\n"
        "b/y.rego: no case reaches the rule a/y\n"
        "b/z.rego:1: what is reached cannot be told: odd\n"
        "\n"
        "a 1.0.0: 1 of 2 cases pass, 1 of 1 Rego test passes, 1 skipped\n"
        "a 1.0.0: 3 of 6 branches reached (50.0 %), less than the 80 % that are asked for\n"
    )


def test_a_rule_that_could_not_be_run_is_not_said_to_be_unreached() -> None:
    stopped = RunError("a key is absent", "b/y/cases.md:12: a/y on the case `c`", "")
    files = (
        FileCoverage("b/y/y.rego", 2, (Unreached("b/y/y.rego", 1, "f"),) * 2, "a/y", reached=False),
        FileCoverage("b/yy/yy.rego", 1, (), "a/yy", reached=False),
    )
    told = text(BundleTestReport("a", "1.0.0", (PASSED,), (stopped,), Coverage(files)))
    assert "a/y\n" not in told
    assert "no case reaches the rule a/yy\n" in told


def test_json() -> None:
    made = msgspec.json.decode(json(WHOLE))
    assert made["passed"] is False
    assert [one["status"] for one in made["results"]] == ["passed", "failed", "passed", "skipped"]
    assert made["coverage"]["percent"] == 50.0
    assert made["errors"] == [{"message": "cannot run", "where": "a/z on t", "hint": "mend it"}]
    jsonschema.validate(made, bundle_test_schema())
    assert "coverage" not in msgspec.json.decode(json(BundleTestReport("a", "1.0.0", (PASSED,))))


@pytest.mark.parametrize("report", [WHOLE, BundleTestReport("a", "1.0.0", (PASSED,))])
def test_junit_keeps_to_the_schema(report: BundleTestReport) -> None:
    made = etree.fromstring(junit(report).encode())
    etree.XMLSchema(file=str(junit_schema())).assertValid(made)


def test_junit_counts() -> None:
    made = etree.fromstring(junit(WHOLE).encode())
    assert (made.get("tests"), made.get("failures"), made.get("errors")) == ("6", "2", "1")
    assert [suite.get("name") for suite in made] == ["a/x", "a.lib_test", "a"]
    assert made[1].get("skipped") == "1"

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from lxml import etree

from packer_systo.engine.finding.models import Report
from packer_systo.engine.report.junit import render
from packer_systo.engine.report.options import RenderOptions
from report_samples import CLEAN, EVERYTHING, SYNTAX_ERROR, TEMPLATES
from schema_files import junit_schema
from snapshot import assert_snapshot

# lxml has no public name for this type.
Element = etree._Element  # pyright: ignore[reportPrivateUsage]

SNAPSHOTS = Path(__file__).parent / "snapshots"

HOSTILE = msgspec.structs.replace(
    SYNTAX_ERROR,
    rule='a"b/<c>',
    message="]]> & <b> \x00\x1b\ufffe\n\ud800",
    template="x\x01&.pkr.hcl",
)


def tree(report: Report, options: RenderOptions | None = None) -> Element:
    return etree.fromstring(render(report, options or RenderOptions()).encode())


@pytest.mark.parametrize("report", [EVERYTHING, CLEAN, Report((), (HOSTILE,))])
def test_the_schema_holds(report: Report) -> None:
    etree.XMLSchema(file=str(junit_schema())).assertValid(tree(report))


def test_the_schema_would_refuse_another_element() -> None:
    made = tree(EVERYTHING)
    etree.SubElement(made[0], "finding")
    assert not etree.XMLSchema(file=str(junit_schema())).validate(made)


def test_a_whole_report() -> None:
    assert_snapshot(render(EVERYTHING, RenderOptions()), SNAPSHOTS / "junit.xml")


def test_a_suite_a_template_and_its_counts() -> None:
    suites = {str(suite.get("name")): suite for suite in tree(EVERYTHING)}
    assert list(suites) == [template.path for template in TEMPLATES] + ["systo-policy"]
    other = suites["other.pkr.hcl"]
    assert (other.get("tests"), other.get("failures"), other.get("skipped")) == ("3", "0", "3")
    assert suites["systo-policy"].get("errors") == "1"


def test_a_template_without_findings_is_one_passed_case() -> None:
    (case,) = tree(CLEAN)[0]
    assert case.get("name") == "no findings"
    assert len(case) == 0


def test_only_what_makes_the_run_fail_is_a_failure() -> None:
    made = tree(EVERYTHING, RenderOptions(fail_on="high"))
    (case,) = made.findall("testsuite[@name='web.pkr.hcl']/testcase")
    assert [element.tag for element in case] == ["system-out"]
    assert made.get("failures") == "2"


def test_what_xml_cannot_write_is_replaced() -> None:
    failure = tree(Report((), (HOSTILE,))).find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "]]> & <b> \ufffd\ufffd\ufffd\n\ufffd"

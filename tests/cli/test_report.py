"""`systo-policy report --framework`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from packer_systo.engine.schemas import assessment_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

TEMPLATE = """\
source "docker" "web" {
  image      = "debian:latest"
  privileged = true
  commit     = true
}

build {
  sources = ["source.docker.web"]
}
"""


@pytest.fixture
def template(folder: Path) -> Path:
    file = folder / "web.pkr.hcl"
    file.write_text(TEMPLATE)
    return file


@pytest.mark.parametrize("arguments", [["--framework"], []])
def test_without_an_id_the_frameworks_are_listed(
    template: Path, systo: Callable[..., Ran], arguments: list[str]
) -> None:
    ran = systo("report", *arguments)
    assert ran.code == 0
    assert (
        "cis-docker             CIS Docker Benchmark 1.6.0: rules for 4 of 13 controls" in ran.out
    )
    listed = json.loads(systo("report", *arguments, "--format", "json").out)
    assert "nist-800-53" in {one["id"] for one in listed}


@pytest.mark.parametrize("arguments", [["web.pkr.hcl"], ["web.pkr.hcl", "--framework"]])
def test_a_path_without_a_framework_is_not_passed_over(
    template: Path, systo: Callable[..., Ran], arguments: list[str]
) -> None:
    ran = systo("report", *arguments)
    assert ran.code == 2
    assert not ran.out
    assert "the framework whose controls are to be reported is not named" in ran.err
    assert "--framework ID PATH" in ran.err


def test_controls_are_told_with_what_decides(template: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("report", "--framework", "cis-docker")
    assert ran.code == 1
    assert "failed      5.5" in ran.out
    assert "web.pkr.hcl:3:" in ran.out
    assert "passed      4.10" in ran.out
    assert "no rule gives evidence for 9:" in ran.out
    assert "4 of 13 controls covered in 1 template: 2 failed, 1 passed, 1 not judged." in ran.out
    assert "partial evidence" in ran.out


def test_the_exit_code_is_that_of_check(template: Path, systo: Callable[..., Ran]) -> None:
    template.write_text(TEMPLATE.replace("  privileged = true\n", ""))
    assert systo("report", "--framework", "cis-docker").code == 0, "unpinned images are low"
    assert systo("report", "--framework", "cis-docker", "--fail-on", "low").code == 1
    template.unlink()
    assert systo("report", "--framework", "cis-docker").code == 3


def test_json_has_each_control_once(template: Path, systo: Callable[..., Ran]) -> None:
    report = json.loads(systo("report", "--framework", "cis-docker", "--format", "json").out)
    assert report["version"] == "1"
    assert report["framework"]["id"] == "cis-docker"
    assert len(report["controls"]) == report["counts"]["controls"] == 13
    counts = report["counts"]
    states = [one["state"] for one in report["controls"] if one["rules"]]
    assert states.count("failed") == counts["failed"]
    assert counts["covered"] + counts["without_rule"] == counts["controls"]
    assert (
        sum(counts[key] for key in ("passed", "failed", "accepted", "not_judged"))
        == (counts["covered"])
    )
    failed = next(one for one in report["controls"] if one["id"] == "5.5")
    (finding,) = failed["rules"][0]["findings"]
    assert (finding["file"], finding["line"]) == ("web.pkr.hcl", 3)


def test_markdown_into_a_file(template: Path, folder: Path, systo: Callable[..., Ran]) -> None:
    ran = systo(
        "report", "--framework", "cis-docker", "--format", "markdown", "--output", "audit.md"
    )
    assert ran.out == ""
    text = (folder / "audit.md").read_text()
    assert text.startswith("# CIS Docker Benchmark 1.6.0\n")
    assert "| 5.5 | failed | `packer-baseline/privileged-container` failed |" in text
    assert "## Without a rule" in text


def test_a_framework_that_is_none(template: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("report", "--framework", "cis-dockr")
    assert ran.code == 2
    assert "Did you mean `cis-docker`?" in ran.err


def test_the_json_keeps_its_schema(template: Path, systo: Callable[..., Ran]) -> None:
    printed = json.loads(systo("schema", "assessment").out)
    assert printed == assessment_schema()
    ran = systo("report", "--framework", "cis-docker", "--format", "json")
    jsonschema.validate(json.loads(ran.out), printed)


def test_html_is_one_page_with_each_control_and_nothing_to_run(
    template: Path, systo: Callable[..., Ran]
) -> None:
    template.rename(template.with_name("<b>.pkr.hcl"))
    ran = systo("report", "--framework", "cis-docker", "--format", "html", "-o", "page.html")
    assert (ran.code, ran.out) == (1, "")
    page = (template.parent / "page.html").read_text()
    assert page.startswith("<!doctype html>")
    assert page.count("<tr><td>") == 4
    assert '<td><code>5.5</code></td><td><span class="badge high">failed</span>' in page
    assert "9 without a rule: not judged" in page
    assert "&lt;b&gt;.pkr.hcl:3:" in page
    assert "<b>.pkr" not in page
    assert "<script" not in page
    assert page.endswith("</html>\n")

"""What a control comes to: passed only where all of its rules judged and found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.finding.models import Evidence, JudgedTemplate, Report, RunError
from packer_systo.engine.frameworks.assessing import assess
from packer_systo.engine.frameworks.models import Control, Framework
from report_samples import UNVERIFIED_ISO

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding, Status
    from packer_systo.engine.frameworks.models import ControlResult

ISO = "packer-baseline/unverified-iso"
PIPED = "packer-baseline/download-piped-to-shell"
SECRET = "packer-baseline/secret-in-template"
RAN = {rule.full_name: rule for one in builtin_bundles() for rule in one.rules}


def framework(
    *rules: str, sources: tuple[str, ...] = (), searches: tuple[str, ...] = ()
) -> Framework:
    return Framework(
        "house",
        "House rules",
        "1",
        "",
        "house 1.0.0",
        (Control("1.1", rules),),
        ("9.9",),
        sources,
        {SECRET: searches},
    )


def template(*judged: str, unseen: int = 0, types: tuple[str, ...] = ("qemu",)) -> JudgedTemplate:
    return JudgedTemplate("images", "hcl2", evidence=Evidence(judged, unseen, types))


def finding(rule: str = ISO, status: Status = "fail") -> Finding:
    return replace(UNVERIFIED_ISO, rule=rule, status=status)


def control(
    mapped: Framework,
    *templates: JudgedTemplate,
    findings: tuple[Finding, ...] = (),
    errors: tuple[RunError, ...] = (),
) -> ControlResult:
    report = Report(templates, findings, errors)
    return assess(mapped, report, RAN).controls[0]


def test_passes_where_all_rules_judged_and_found_nothing() -> None:
    result = control(framework(ISO, PIPED), template(ISO, PIPED))
    assert result.state == "passed"
    assert [one.state for one in result.rules] == ["passed", "passed"]


def test_fails_by_one_failure_whatever_else_is_open() -> None:
    result = control(framework(ISO, PIPED), template(ISO), findings=(finding(),))
    assert result.state == "failed"
    assert [one.state for one in result.rules] == ["failed", "not judged"]
    assert result.rules[0].findings == (finding(),)


def test_one_rule_without_a_subject_leaves_it_open() -> None:
    result = control(framework(ISO, PIPED), template(ISO))
    assert result.state == "not judged"
    assert result.rules[1].reason == "has nothing to judge here"


def test_undecided_is_no_pass() -> None:
    result = control(framework(ISO), template(ISO), findings=(finding(status="undecided"),))
    assert result.state == "not judged"
    assert result.rules[0].reason == "is undecided at 1 place"
    assert len(result.rules[0].findings) == 1


def test_what_is_doubted_is_no_pass() -> None:
    result = control(framework(ISO), template(ISO), findings=(finding(status="doubted"),))
    assert result.state == "not judged"
    assert result.rules[0].reason == "fails with little confidence at 1 place"


@pytest.mark.parametrize("status", ["waived", "baseline"])
def test_what_is_accepted_is_told_apart_from_passed(status: Status) -> None:
    result = control(framework(ISO), template(ISO), findings=(finding(status=status),))
    assert result.state == "accepted"


def test_a_rule_that_did_not_run_leaves_it_open() -> None:
    result = control(framework("acme/none-such"), template(ISO))
    assert result.state == "not judged"
    assert result.rules[0].reason == "is not among the rules of this run"


def test_scripts_that_were_not_read_leave_open_what_looks_for_commands() -> None:
    result = control(framework(PIPED), template(PIPED, unseen=2))
    assert result.state == "not judged"
    assert result.rules[0].reason == "cannot see 2 scripts or commands"
    assert control(framework(ISO), template(ISO, unseen=2)).state == "passed"


def test_an_error_of_the_run_is_no_pass() -> None:
    result = control(framework(ISO), template(ISO), errors=(RunError("no"),))
    assert result.state == "not judged"


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("template/syntax-error", "not judged"),
        ("template/unused-waiver", "passed"),
        ("template/deprecated-attribute", "passed"),
    ],
)
def test_a_template_that_was_not_read_whole_is_no_pass(rule: str, state: str) -> None:
    severity = "low" if rule.endswith("deprecated-attribute") else "high"
    read = replace(finding(rule), severity=severity)
    assert control(framework(ISO), template(ISO), findings=(read,)).state == state


def test_a_search_that_has_nothing_to_find_has_judged() -> None:
    assert control(framework(SECRET), template()).state == "passed"
    assert control(framework(SECRET, searches=("amazon-*",)), template()).state == "not judged"
    amazon = template(types=("amazon-ebs",))
    assert control(framework(SECRET, searches=("amazon-*",)), amazon).state == "passed"


def test_templates_of_other_sources_are_no_evidence() -> None:
    docker = framework(ISO, sources=("docker",))
    assert control(docker, template(ISO)).state == "not judged"
    assert control(docker, template(ISO), template(ISO, types=("docker",))).state == "passed"


def test_no_template_is_no_pass() -> None:
    assert control(framework(ISO, SECRET)).state == "not judged"


def test_a_control_without_a_rule_is_listed_and_not_judged() -> None:
    result = assess(framework(ISO), Report((template(ISO),), ()), RAN)
    assert [(one.id, one.state) for one in result.controls] == [
        ("1.1", "passed"),
        ("9.9", "not judged"),
    ]
    assert (result.covered, result.count("passed"), result.count("not judged")) == (1, 1, 0)


def test_findings_of_other_rules_do_not_count() -> None:
    other = finding("packer-baseline/untagged-image")
    result = assess(framework(ISO), Report((template(ISO),), (other,)), RAN)
    assert result.report.findings == ()

"""`assess_templates`: the rules of a framework on real files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions
from packer_systo.engine.frameworks.run import assess_templates

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.frameworks.models import Assessment

TEMPLATE = """\
source "amazon-ebs" "web" {
  ami_name     = "web-{{timestamp}}"
  encrypt_boot = true
  imds_support = "v1.0"
  tags = {
    Owner = "web"
  }
}

build {
  sources = ["source.amazon-ebs.web"]
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web.pkr.hcl").write_text(TEMPLATE)
    return tmp_path


def states(assessment: Assessment) -> dict[str, str]:
    return {one.id: one.state for one in assessment.controls if one.rules}


def test_rules_of_several_bundles_count(folder: Path) -> None:
    assessment = assess_templates(["."], CheckOptions(cache=False), "cis-aws-compute")
    assert states(assessment) == {
        "2.1.1": "passed",
        "2.1.2": "passed",
        "2.1.3": "not judged",
        "2.1.5": "passed",
        "2.2.1": "passed",
        "2.2.2": "passed",
        "2.2.3": "passed",
        "2.2.4": "not judged",
        "2.4": "passed",
        "2.8": "failed",
        "2.12": "not judged",
        "2.13": "passed",
    }
    assert {one.rule for one in assessment.report.findings} == {
        "packer-baseline/instance-metadata-v1"
    }


def test_what_the_cache_keeps_says_the_same(folder: Path) -> None:
    options = CheckOptions(environment={"XDG_CACHE_HOME": str(folder.parent / "cache")})
    first = assess_templates(["."], options, "cis-aws-compute")
    assert assess_templates(["."], options, "cis-aws-compute") == first


def test_a_rule_that_the_settings_leave_out_is_not_judged(folder: Path) -> None:
    (folder / "systo.toml").write_text('only = ["instance-metadata-v1"]\n')
    found = states(assess_templates(["."], CheckOptions(cache=False), "cis-aws-compute"))
    assert set(found.values()) == {"failed", "not judged"}


def test_a_waiver_is_no_pass(folder: Path) -> None:
    waived = TEMPLATE.replace(
        "  imds", '  # systo: ignore[instance-metadata-v1] reason="an old agent needs it"\n  imds'
    )
    (folder / "web.pkr.hcl").write_text(waived)
    found = states(assess_templates(["."], CheckOptions(cache=False), "cis-aws-compute"))
    assert found["2.8"] == "accepted"


def test_an_unknown_value_is_no_pass(folder: Path) -> None:
    unknown = 'variable "encrypt" {\n  type = bool\n}\n' + TEMPLATE.replace(
        "= true", "= var.encrypt"
    )
    (folder / "web.pkr.hcl").write_text(unknown)
    found = states(assess_templates(["."], CheckOptions(cache=False), "cis-aws-compute"))
    assert found["2.1.2"] == "not judged"


def test_a_script_that_is_not_there_leaves_commands_open(folder: Path) -> None:
    step = '  provisioner "shell" {\n    script = "none.sh"\n  }\n}\n'
    (folder / "web.pkr.hcl").write_text(TEMPLATE.removesuffix("}\n") + step)
    assessment = assess_templates(["."], CheckOptions(cache=False), "stig-ol-8")
    reasons = {rule.reason for one in assessment.controls for rule in one.rules}
    assert reasons == {"cannot see 1 script or command"}


def test_a_template_that_cannot_be_read_is_no_pass(folder: Path) -> None:
    (folder / "web.pkr.hcl").write_text(TEMPLATE + "}\n")
    assessment = assess_templates(["."], CheckOptions(cache=False), "cis-aws-compute")
    assert "passed" not in states(assessment).values()
    assert "template/syntax-error" in {one.rule for one in assessment.report.findings}


def test_a_bundle_of_ones_own_brings_a_framework(folder: Path) -> None:
    house = folder / "house"
    house.mkdir()
    (house / ".manifest").write_text(
        '{"revision": "1.0.0", "roots": ["house"], "rego_version": 1, "metadata": '
        '{"name": "house", "title": "House", "judges": {"template": ["1"]}}}'
    )
    (house / "data.json").write_text(
        '{"house": {"frameworks": {"house-rules": {"title": "House rules", "version": "1", '
        '"controls": {"H-1": {"rules": ["packer-baseline/instance-metadata-v1"]}}}}}}'
    )
    options = CheckOptions(bundles=("house",), cache=False)
    assert states(assess_templates(["."], options, "house-rules")) == {"H-1": "failed"}


def test_rules_that_a_profile_leaves_out_are_not_judged(folder: Path) -> None:
    asked = CheckOptions(cache=False, profiles=("docker",))
    assessment = assess_templates(["."], asked, "cis-aws-compute")
    assert states(assessment)["2.8"] == "not judged"
    assert assessment.report.findings == ()

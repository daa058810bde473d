"""The verbs beside `check`."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

TEMPLATE = """\
variable "password" {
  sensitive = true
  default   = "hunter2hunter2"
}

source "null" "a" {
  ssh_host     = "example.org"
  ssh_username = "root"
  ssh_password = var.password
}

build {
  sources = ["source.null.a"]
}
"""


@pytest.fixture
def template(folder: Path) -> Path:
    file = folder / "a.pkr.hcl"
    file.write_text(TEMPLATE)
    return file


def test_normalise_prints_the_document(template: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("normalise", "a.pkr.hcl", "--now", "2027-03-31")
    assert ran.code == 0
    document = json.loads(ran.out)
    assert document["kind"] == "template"
    assert document["now"] == "2027-03-31T00:00:00Z"
    assert document["builds"][0]["sources"][0]["config"]["ssh_password"] == "<secret>"
    assert "hunter2" not in ran.out + ran.err
    schema = json.loads(systo("schema", "template").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)


def test_normalise_takes_a_folder_as_well(template: Path, systo: Callable[..., Ran]) -> None:
    one = json.loads(systo("normalise", ".").out)
    assert [file["path"] for file in one["files"]] == ["a.pkr.hcl"]


def test_normalise_refuses_several_templates(template: Path, systo: Callable[..., Ran]) -> None:
    for name in ("x", "y"):
        (template.parent / "images" / name).mkdir(parents=True)
        (template.parent / "images" / name / "b.pkr.hcl").write_text(TEMPLATE)
    ran = systo("normalise", "images")
    assert ran.code == 2
    assert "there are 2 templates below this folder" in ran.err
    assert systo("normalise", "nowhere").code == 2
    (template.parent / "empty").mkdir()
    assert systo("normalise", "empty").code == 3


def test_normalise_tells_mistakes(template: Path, systo: Callable[..., Ran]) -> None:
    template.write_text("a = [1 2]\n")
    ran = systo("normalise", "a.pkr.hcl")
    assert ran.code == 1
    assert json.loads(ran.out)["kind"] == "template"
    assert "template/syntax-error" in ran.err


def test_the_source_map_leads_to_the_files(template: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("normalise", "a.pkr.hcl", "--source-map")
    assert "hunter2" not in ran.out
    entries = {json.dumps(entry["path"]): entry for entry in json.loads(ran.out)["entries"]}
    entry = entries['["builds", 0, "sources", 0, "config", "ssh_host"]']
    place = entry["origins"][0]["place"]
    assert place["file"] == "a.pkr.hcl"
    assert place["start"]["line"] == 7


def test_the_schema_of_the_report_fits_a_report(template: Path, systo: Callable[..., Ran]) -> None:
    schema = json.loads(systo("schema", "report").out)
    jsonschema.validate(json.loads(systo("check", "--format", "json").out), schema)


def test_rules_lists_every_rule_once(systo: Callable[..., Ran]) -> None:
    lines = systo("rules").out.splitlines()
    names = [line.split()[1] for line in lines]
    assert names == sorted(set(names))
    assert {"packer-baseline/unverified-iso", "template/syntax-error"} <= set(names)
    listed = json.loads(systo("rules", "--format", "json").out)
    assert [rule["rule"] for rule in listed] == names


def test_explain_tells_all_about_a_rule(systo: Callable[..., Ran]) -> None:
    ran = systo("explain", "packer-baseline/unverified-iso")
    assert ran.code == 0
    assert systo("explain", "unverified-iso").out == ran.out, "the short name will do"
    for part in ("severity:", "Why is this bad?", "How to mend it", "Bad: ", "Good: ", "See also"):
        assert part in ran.out


def test_explain_knows_the_readers_own_rules(systo: Callable[..., Ran]) -> None:
    ran = systo("explain", "syntax-error")
    assert ran.out.startswith("template/syntax-error: ")


def test_every_listed_rule_can_be_explained(systo: Callable[..., Ran]) -> None:
    for line in systo("rules").out.splitlines():
        name = line.split()[1]
        assert systo("explain", name).out.startswith(f"{name}: ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shell(systo: Callable[..., Ran], shell: str) -> None:
    ran = systo("completion", shell)
    assert ran.code == 0
    assert "systo-policy" in ran.out
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not here to read the script")
    subprocess.run([program, "-n"], input=ran.out, text=True, check=True)


def test_the_version(systo: Callable[..., Ran]) -> None:
    name, _, number = systo("version").out.strip().partition(" ")
    assert name == "packer-systo"
    assert number[0].isdigit()
    assert systo("--version") == systo("version")


def test_rules_lists_those_of_a_profile(systo: Callable[..., Ran]) -> None:
    ran = systo("rules", "--profile", "essential")
    assert ran.code == 0
    assert "packer-baseline/unverified-iso" in ran.out
    assert "packer-baseline/any-packer-version" not in ran.out
    assert "template/syntax-error" in ran.out
    wrong = systo("rules", "--profile", "azur")
    assert wrong.code == 2
    assert "there is no profile `azur`. Did you mean `azure`?" in wrong.err

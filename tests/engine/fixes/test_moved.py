"""A literal secret becomes a sensitive variable without a value; no change repeats the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.fixes.test_plan import CONFIG, fixed
from engine.judgment.templates import loaded
from packer_systo.engine.fixes.moved import MOST_SAME
from packer_systo.engine.fixes.plan import FixPlanner
from packer_systo.engine.judgment.outcome import FixRequest, MoveStep
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from packer_systo.engine.template.sourcemap import Path

PASSWORD: Path = (*CONFIG, "ssh_password")
SECRET = "correct-horse-battery"
BUILD = '\nbuild {\n  sources = ["source.amazon-ebs.a"]\n}\n'
DECLARED = (
    '\nvariable "login" {\n  type        = string\n  description = "of \\"a\\""\n'
    "  sensitive   = true\n}\n"
)


def move(path: Path = PASSWORD, name: str = "login", before: str = "") -> FixRequest:
    return FixRequest("move it", move=(MoveStep(path, name, 'of "a"', before),))


def hcl(value: str, more: str = "") -> str:
    return f'source "amazon-ebs" "a" {{\n  ssh_password = {value} # why\n}}\n{more}{BUILD}'


def after(folder: FilePath, text: str, request: FixRequest) -> str | None:
    texts = fixed(folder, {"a.pkr.hcl": text}, request)
    return texts["a.pkr.hcl"] if texts is not None else None


def test_a_literal(tmp_path: FilePath) -> None:
    made = after(tmp_path, hcl(f'"{SECRET}"'), move())
    assert made == hcl("var.login") + DECLARED


def test_windows_line_endings_and_a_last_line_without_one(tmp_path: FilePath) -> None:
    text = hcl(f'"{SECRET}"').rstrip("\n").replace("\n", "\r\n")
    made = after(tmp_path, text, move())
    assert made == (hcl("var.login") + DECLARED).replace("\n", "\r\n")


def test_no_edit_repeats_the_secret(tmp_path: FilePath) -> None:
    fix = FixPlanner(loaded(tmp_path, {"a.pkr.hcl": hcl(f'"{SECRET}"')})).plan(move())
    assert fix is not None
    assert len(fix.edits) == 2
    assert SECRET not in repr(fix)


@pytest.mark.parametrize("name", ["login", "LOGIN", " login!"])
def test_a_name_that_is_taken_in_another_file(tmp_path: FilePath, name: str) -> None:
    variables = 'variable "login" {}\nvariable "login_2" {}\n'
    files = {"a.pkr.hcl": hcl(f'"{SECRET}"'), "variables.pkr.hcl": variables}
    texts = fixed(tmp_path, files, move(name=name))
    assert texts is not None
    assert texts["variables.pkr.hcl"] == variables
    assert "ssh_password = var.login_3 # why" in texts["a.pkr.hcl"]
    assert 'variable "login_3" {' in texts["a.pkr.hcl"]


@pytest.mark.parametrize(
    ("name", "written"), [("1a", "secret_1a"), ('"\n}', "secret"), ("", "secret")]
)
def test_a_name_that_cannot_be_one(tmp_path: FilePath, name: str, written: str) -> None:
    made = after(tmp_path, hcl(f'"{SECRET}"'), move(name=name))
    assert made is not None
    assert f"ssh_password = var.{written} #" in made


def test_all_places_of_the_same_secret(tmp_path: FilePath) -> None:
    other = f'source "amazon-ebs" "b" {{\n  winrm_password = "{SECRET}"\n}}\n'
    text = hcl(f'"{SECRET}"', other).replace(
        '"source.amazon-ebs.a"', '"amazon-ebs.a", "amazon-ebs.b"'
    )
    made = after(tmp_path, text, move())
    assert made == text.replace(f'"{SECRET}"', "var.login") + DECLARED


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(f"# {SECRET}\n", id="a comment"),
        pytest.param(f'locals {{\n  name = "{SECRET}"\n}}\n', id="a name"),
        pytest.param(f'locals {{\n  text = "echo {SECRET} | sudo"\n}}\n', id="a command"),
    ],
)
def test_a_secret_that_stands_elsewhere_too(tmp_path: FilePath, more: str) -> None:
    """Nobody would find it there any more."""
    assert after(tmp_path, hcl(f'"{SECRET}"', more), move()) is None


@pytest.mark.parametrize(
    "command",
    ["echo Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5 | base64 -d", "echo correct\\u002dhorse-battery"],
)
def test_a_secret_that_stands_elsewhere_in_another_form(tmp_path: FilePath, command: str) -> None:
    step = f'  provisioner "shell" {{\n    inline = ["{command}"]\n  }}\n'
    text = hcl(f'"{SECRET}"').replace("build {\n", f"build {{\n{step}")
    assert after(tmp_path, text, move()) is None


def test_a_template_that_reads_files(tmp_path: FilePath) -> None:
    files = {"a.pkr.hcl": hcl(f'"{SECRET}"', 'locals {\n  a = file("a.txt")\n}\n'), "a.txt": SECRET}
    assert fixed(tmp_path, files, move()) is None


@pytest.mark.parametrize("name", ["b.pkr.hcl", "b.pkr.json"])
def test_a_file_of_a_folder_that_is_not_read(tmp_path: FilePath, name: str) -> None:
    (tmp_path / name).write_text("{}" if name.endswith("json") else "")
    (tmp_path / "a.pkr.hcl").write_text(hcl(f'"{SECRET}"'))
    (target,) = find_templates([str(tmp_path / "a.pkr.hcl")]).targets
    assert FixPlanner(load(target, Inputs())).plan(move()) is None


def test_different_secrets_get_variables_of_their_own(tmp_path: FilePath) -> None:
    other = 'source "amazon-ebs" "b" {\n  ssh_password = "another-horse"\n}\n'
    text = hcl(f'"{SECRET}"', other).replace(
        '"source.amazon-ebs.a"', '"amazon-ebs.a", "amazon-ebs.b"'
    )
    planner = FixPlanner(loaded(tmp_path, {"a.pkr.hcl": text}))
    second: Path = ("builds", 0, "sources", 1, "config", "ssh_password")
    made = [planner.plan(move(path)) for path in (PASSWORD, second, PASSWORD)]
    written = [fix.edits[0].text for fix in made if fix is not None]
    assert written == ["var.login", "var.login_2", "var.login"]


def test_a_secret_in_very_many_places_is_left_to_a_person(tmp_path: FilePath) -> None:
    names = [f"b{number}" for number in range(MOST_SAME)]
    other = "".join(
        f'source "amazon-ebs" "{name}" {{\n  ssh_password = "{SECRET}"\n}}\n' for name in names
    )
    used = ", ".join(f'"amazon-ebs.{name}"' for name in ["a", *names])
    text = hcl(f'"{SECRET}"', other).replace('"source.amazon-ebs.a"', used)
    assert after(tmp_path, text, move()) is None


@pytest.mark.parametrize(
    "value", [f'upper("{SECRET}")', f"<<E\n{SECRET}\nE\n", '"a\\tb"', '""', '"a${1}"']
)
def test_what_is_no_plain_literal(tmp_path: FilePath, value: str) -> None:
    assert after(tmp_path, hcl(value), move()) is None


def test_the_default_of_a_variable_stays(tmp_path: FilePath) -> None:
    """Nothing but a literal may stand there."""
    variable = f'variable "given" {{\n  default = "{SECRET}"\n}}\n'
    assert after(tmp_path, hcl("var.given", variable), move()) is None


def test_an_assignment(tmp_path: FilePath) -> None:
    path: Path = ("builds", 0, "provisioners", 0, "config", "environment_vars", 0)
    step = '\n  provisioner "shell" {\n    environment_vars = ["A=%s"]\n  }\n}\n'
    text = 'source "null" "a" {}\n\nbuild {\n  sources = ["source.null.a"]\n' + step
    made = after(tmp_path, text % SECRET, move(path, before="A="))
    assert made == text % "${var.login}" + DECLARED
    assert after(tmp_path / "other", text % SECRET, move(path, before="B=")) is None


LEGACY: dict[str, tuple[str, str]] = {
    "nothing there": (
        "",
        ',"variables": {\n  "login": null\n},"sensitive-variables": [\n  "login"\n]',
    ),
    "variables there": (
        ', "variables": {"a": "1"}',
        ', "variables": {"a": "1", "login": null}, "sensitive-variables": [\n  "login"\n]',
    ),
    "both there": (
        ', "variables": {"login": "1"}, "sensitive-variables": ["login"]',
        ', "variables": {"login": "1", "login_2": null}, "sensitive-variables": ["login", "login_2"]',
    ),
}


@pytest.mark.parametrize("case", LEGACY)
def test_a_legacy_template(tmp_path: FilePath, case: str) -> None:
    before, made = LEGACY[case]
    name = "login_2" if "login_2" in made else "login"
    text = '{"builders": [{"type": "amazon-ebs", "ssh_password": "%s"}]%s}'
    texts = fixed(tmp_path, {"t.json": text % (SECRET, before)}, move())
    assert texts is not None
    assert texts["t.json"].replace(", ", ",") == (text % (f"{{{{user `{name}`}}}}", made)).replace(
        ", ", ","
    )

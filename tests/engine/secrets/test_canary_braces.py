"""A secret with `{{ … }}` in it is in nothing that leaves a run, whatever Packer says of the braces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from canaries import Case, canary, leaks, loaded_templates, outputs
from packer_systo.engine.template.legacy.functions import UNKNOWN

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate

FORMS = {
    "a function": "Zq8{{%s}}pW9x",
    "a function with an argument": "Zq8{{ %s `x` }}pW9x",
    "only a function": "{{%s}}",
    "an argument": "Zq8{{ upper nothing `%s` }}pW9x",
    "an if": "Zq8{{ if %s }}x{{ end }}pW9x",
    "a field of build": "Zq8{{ build `%s` }}pW9x",
    "not closed": "Zq8{{ %s pW9x",
    "in pieces": "Zq8{{ %s.x | y }}pW9x",
}
GIVEN = ("environment", "command line", "var file", "default")

HCL = """
variable "pw" {
  type      = string
  sensitive = true
%s}
source "null" "a" {
  ssh_host     = "x"
  ssh_username = "y"
  ssh_password = "%s"
}
build {
  sources = ["null.a"]
  provisioner "shell" {
    inline           = ["echo ${var.pw}", upper(var.pw), "sudo -S <<< ${var.pw}"]
    environment_vars = ["A=${var.pw}", "B=x${var.pw}y"]
    execute_command  = "echo '${var.pw}' | sudo -S sh '{{ .Path }}'"
  }
}
"""


def _told(loaded: LoadedTemplate) -> list[str]:
    return [one.message for one in loaded.problems if one.code in (UNKNOWN, "invalid-value")]


@pytest.mark.parametrize("form", FORMS)
def test_braces_in_a_secret_of_hcl_are_not_quoted(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = list(FORMS).index(form)
    given = GIVEN[number % len(GIVEN)]
    word, other = canary(9000 + number), canary(9100 + number)
    value, password = FORMS[form] % word, FORMS[form] % other
    default = f'  default = "{value}"\n' if given == "default" else ""
    Path("main.pkr.hcl").write_text(HCL % (default, password), "utf-8")
    Path("x.pkrvars.hcl").write_text(f'pw = "{value}"\n', "utf-8")
    case = Case(
        ".",
        var_files=("x.pkrvars.hcl",) if given == "var file" else (),
        variables=(("pw", value),) if given == "command line" else (),
        environment={"PKR_VAR_pw": value} if given == "environment" else {},
    )
    (loaded,) = loaded_templates(case)
    assert loaded.document.builds, "the template is read"
    if form in ("a function", "not closed"):
        assert _told(loaded), "that Packer refuses it is said all the same"
    assert leaks([word, other], outputs(case)) == []
    assert all(problem.quote is None for problem in loaded.problems)


@pytest.mark.parametrize("form", FORMS)
def test_braces_in_a_secret_of_legacy_json_are_not_quoted(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = list(FORMS).index(form)
    given = GIVEN[1:][number % 3]
    word, other = canary(9200 + number), canary(9300 + number)
    value = FORMS[form] % word
    template: dict[str, JSON] = {
        "variables": {"pw": value if given == "default" else ""},
        "sensitive-variables": ["pw"],
        "builders": [
            {
                "type": "null",
                "ssh_host": "x",
                "ssh_username": "y",
                # A text that is a call and nothing else is no password, but what gives one.
                "ssh_password": "x" if form == "only a function" else FORMS[form] % other,
            }
        ],
        "provisioners": [
            {"type": "shell", "inline": ["echo {{user `pw`}}", "x {{user `pw` | upper}}"]}
        ],
    }
    Path("t.json").write_bytes(msgspec.json.encode(template))
    Path("v.json").write_bytes(msgspec.json.encode({"pw": value}))
    case = Case(
        "t.json",
        var_files=("v.json",) if given == "var file" else (),
        variables=(("pw", value),) if given == "command line" else (),
    )
    (loaded,) = loaded_templates(case)
    assert loaded.document.builds, "the template is read"
    if form in ("a function", "not closed"):
        assert _told(loaded), "that Packer refuses it is said all the same"
    assert leaks([word, other], outputs(case)) == []


def test_what_repeats_a_secret_is_not_quoted_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    word = canary(9401)
    Path("main.pkr.hcl").write_text(
        f'variable "db_password" {{\n  sensitive = true\n  default = "Zq8{{{{{word}}}}}pW9x"\n}}\n'
        f'locals {{\n  repeated = "y Zq8{{{{{word}}}}}pW9x z"\n}}\n'
        'source "null" "a" {\n  communicator = "none"\n}\n'
        'build {\n  sources = ["null.a"]\n  provisioner "shell-local" {\n'
        f'    inline = ["x Zq8{{{{{word}}}}}pW9x", local.repeated]\n  }}\n}}\n',
        "utf-8",
    )
    case = Case(".")
    (loaded,) = loaded_templates(case)
    assert len(_told(loaded)) == 2
    assert leaks([word], outputs(case)) == []


def test_braces_beside_a_secret_are_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is said where it is not the secret itself."""
    monkeypatch.chdir(tmp_path)
    Path("main.pkr.hcl").write_text(
        'variable "pw" {\n  sensitive = true\n}\n'
        'source "null" "a" {\n  communicator = "none"\n}\n'
        'build {\n  sources = ["null.a"]\n  provisioner "shell-local" {\n'
        '    inline = ["x -p ${var.pw} --format {{jsn .}}"]\n  }\n}\n',
        "utf-8",
    )
    (loaded,) = loaded_templates(Case(".", environment={"PKR_VAR_pw": canary(9500)}))
    (message,) = _told(loaded)
    assert '"jsn"' in message
    Path("main.pkr.hcl").unlink()
    Path("t.json").write_bytes(
        msgspec.json.encode(
            {
                "variables": {"pw": canary(9501)},
                "sensitive-variables": ["pw"],
                "builders": [{"type": "null", "communicator": "none"}],
                "provisioners": [
                    {"type": "shell-local", "inline": ["x -p {{user `pw`}} {{jsn `x`}}"]}
                ],
            }
        )
    )
    (loaded,) = loaded_templates(Case("t.json"))
    (message,) = _told(loaded)
    assert '"jsn"' in message

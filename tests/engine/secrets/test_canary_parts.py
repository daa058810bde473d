"""A secret that is put together of several strings is hidden in each, and what stands beside it is not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from canaries import Case, canary, leaks, loaded_templates, outputs

BUILD = """
variable "given" {
}
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = ["cat ${local.text}"]
  }
}
"""
FIRST, SECOND = canary(9601), canary(9602)

TEXTS = {
    "after a word": (f'"password=${{local.env}}{FIRST}"', [FIRST]),
    "before a word": (f'"password={FIRST}${{local.env}} x"', [FIRST]),
    "around words": (f'"password={FIRST}${{local.env}}{SECOND}${{local.env}}"', [FIRST, SECOND]),
    "of two values": ('"password=${local.one}${local.two}"', [FIRST, SECOND]),
    "a value and a literal": (f'"password=${{local.one}}{SECOND}"', [FIRST, SECOND]),
    "a heredoc": (f"<<-X\n  a: b\n  db_password: ${{local.env}}{FIRST}\n  c: d\nX\n", [FIRST]),
    "through a local": ('"x ${local.inner} y"', [FIRST]),
    "in a for": (f'join(" ", [for one in [local.env] : "password=${{one}}{FIRST}"])', [FIRST]),
    "in an if": (f'"password=${{local.env}}%{{ if true }}{FIRST}%{{ endif }}"', [FIRST]),
    "with escapes": (f'"password=${{local.env}}\\u0041{FIRST}"', [FIRST]),
}


def _load(text: str) -> Case:
    values = {"one": FIRST, "two": SECOND, "inner": f"password=${{local.env}}{FIRST}"}
    used = [name for name in values if f"local.{name}" in text]
    lines = [f'  {name} = "{values[name]}"\n' for name in used]
    Path("main.pkr.hcl").write_text(
        f'locals {{\n  env = "prod"\n  text = {text}\n{"".join(lines)}}}\n{BUILD}', "utf-8"
    )
    return Case(".")


def _hidden(case: Case) -> list[str]:
    (loaded,) = loaded_templates(case)
    text = loaded.texts["main.pkr.hcl"].text
    return [text[start:end] for start, end in loaded.secrets.get("main.pkr.hcl", ())]


@pytest.mark.parametrize("form", TEXTS)
def test_each_part_is_hidden(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, secrets = TEXTS[form]
    case = _load(text)
    hidden = _hidden(case)
    assert all(any(secret in one for one in hidden) for secret in secrets)
    # A value by itself, under a name that says nothing, looks like no secret.
    by_itself = {"of two values": secrets, "a value and a literal": secrets[:1]}.get(form, [])
    within = [secret for secret in secrets if secret not in by_itself]
    assert leaks(within, outputs(case)) == []


def test_what_is_no_part_of_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _hidden(_load(f'"password=${{local.env}}{FIRST}"')) == [FIRST]
    # The same letter elsewhere in the string is another one.
    assert _hidden(_load(f'"a password=a${{local.env}}a${{local.env}}{FIRST} a"')) == [
        "a",
        "a",
        FIRST,
    ]
    # A secret of words alone has them all hidden.
    assert _hidden(_load('"mysql --password=walnut${local.env}"')) == ['"prod"'[1:-1], "walnut"]


def test_parts_of_legacy_texts_are_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.json").write_bytes(
        msgspec.json.encode(
            {
                "variables": {"env": "prod"},
                "builders": [{"type": "null", "communicator": "none"}],
                "provisioners": [
                    {"type": "shell-local", "inline": [f"x --password={{{{user `env`}}}}{FIRST}"]}
                ],
            }
        )
    )
    case = Case("t.json")
    (loaded,) = loaded_templates(case)
    (stretches,) = loaded.secrets.values()
    text = loaded.texts["t.json"].text
    assert [text[start:end] for start, end in stretches] == [FIRST]
    assert leaks([FIRST], outputs(case)) == []

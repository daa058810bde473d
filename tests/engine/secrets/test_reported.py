"""Secrets of templates are reported, wherever they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from canaries import filled
from packer_systo.engine import CheckOptions, check

_BESIDE = r"""
variable "region" {
  type    = string
  default = "eu"
}
source "amazon-ebs" "x" {
  region    = "eu-central-1"
  tags      = { note = "password=«1»", r = §r§ }
  user_data = <<EOT
#cloud-config
chpasswd:
  list: |
    root:«2»
region: §i§
EOT
}
source "amazon-ebs" "y" {
  user_data = join("\n", ["#cloud-config", "password: «3»", §r§])
}
build {
  sources = ["source.amazon-ebs.x", "source.amazon-ebs.y"]
  provisioner "shell-local" {
    inline = ["export DB_PASSWORD=«4»; echo §i§"]
  }
  provisioner "shell-local" {
    inline           = ["mysql -p«5»", "x §i§"]
    environment_vars = ["DB_PASSWORD=«6»", "R=§i§"]
    env              = { AWS_SECRET_ACCESS_KEY = "«7:40»", R = §r§ }
  }
  provisioner "shell-local" {
    inline = concat(["x §i§", "export DB_PASSWORD=«8»"], [§r§])
  }
}
"""
"""§r§ is a reference to a variable or a literal, §i§ either of them within a text."""


@pytest.mark.parametrize("variables", [(), (("region", "us"),)])
def test_a_secret_beside_a_variable_is_found_as_beside_a_literal(
    variables: tuple[tuple[str, str], ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def findings(reference: str, within: str) -> set[tuple[str, tuple[str | int, ...]]]:
        text = _BESIDE.replace("§r§", reference).replace("§i§", within)
        Path("main.pkr.hcl").write_text(filled(text, {}), encoding="utf-8")
        options = CheckOptions(variables=variables, environment={}, cache=False)
        report = check(["."], options)
        return {(one.rule, one.path) for one in report.findings if "unused" not in one.rule}

    beside_literals = findings('"eu"', "eu")
    assert findings("var.region", "${var.region}") == beside_literals
    assert len({path for rule, path in beside_literals if "/secret-in-" in rule}) == 8


@pytest.mark.parametrize("form", ["hcl", "one-line", "sensitive", "legacy"])
def test_a_default_that_is_replaced_is_reported(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = {
        "hcl": 'variable "db_password" {\n  default = "«1»"\n}\n',
        "one-line": 'variable "db_password" { default = "«1»" }\n',
        "sensitive": 'variable "x" {\n  default   = "«1»"\n  sensitive = true\n}\n',
        "legacy": '{"variables": {"db_password": "«1»"}, "builders": [{"type": "null"}]}',
    }[form]
    name = "template.json" if form == "legacy" else "main.pkr.hcl"
    Path(name).write_text(filled(text, {}), encoding="utf-8")
    given = (("x" if form == "sensitive" else "db_password", "an0ther-value-of-it"),)

    def lines(variables: tuple[tuple[str, str], ...]) -> list[int]:
        options = CheckOptions(variables=variables, environment={}, cache=False)
        return [
            one.location.start.line
            for one in check([name], options).findings
            if one.rule == "packer-baseline/secret-in-variable-default"
        ]

    assert len(lines(())) == 1
    assert lines(given) == lines(())

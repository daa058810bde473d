"""Secrets of templates are reported, wherever they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from canaries import filled
from packer_systo.engine import CheckOptions, check, render
from packer_systo.engine.report.options import RenderOptions

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


_LINES = {
    "main.pkr.hcl": r"""
variable "host" {
  default = "debian"
}
source "amazon-ebs" "x" {
  user_data = <<-EOT
    #cloud-config
    hostname: ${var.host}
    password: «1»
    #
    ssh_password: «2»
  EOT
}
source "amazon-ebs" "y" {
  user_data = join("\n", ["#cloud-config", "hostname: ${var.host}",
    "password: «3»"])
}
build {
  sources = ["source.amazon-ebs.x", "source.amazon-ebs.y"]
  provisioner "shell" {
    inline = [templatefile("setup.pkrtpl", { hosts = ["a", "b", "c"] })]
  }
}
""",
    "setup.pkrtpl": "%{ for host in hosts ~}\necho ${host}\n%{ endfor ~}\necho end\n"
    "export DB_PASSWORD=«4»\nmysql -u root -p«5» -h ${hosts[0]}\n",
}


def test_a_secret_is_told_at_its_own_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where lines before it were filled in, and where something stands beside it."""
    monkeypatch.chdir(tmp_path)
    used: dict[str, str] = {}
    for name, text in _LINES.items():
        Path(name).write_text(filled(text, used), encoding="utf-8")
    report = check(["."], CheckOptions(environment={}, cache=False))
    told = sorted(
        (one.location.file, one.location.start.line)
        for one in report.findings
        if "/secret-in-" in one.rule
    )
    main = Path("main.pkr.hcl").read_text(encoding="utf-8").split("\n")
    assert told == [
        *[("main.pkr.hcl", main.index(f"    {line}") + 1) for line in (
            f"password: {used['1']}", f"ssh_password: {used['2']}", f'"password: {used["3"]}"])',
        )],
        ("setup.pkrtpl", 5),
        ("setup.pkrtpl", 6),
    ]  # fmt: skip


def test_a_secret_that_is_handed_to_a_template_file_is_told_where_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is not taken for the one that the file holds in a line that ends alike."""
    monkeypatch.chdir(tmp_path)
    used: dict[str, str] = {}
    Path("main.pkr.hcl").write_text(
        filled(
            'source "null" "x" {\n  communicator = "none"\n}\n'
            'build {\n  sources = ["source.null.x"]\n  provisioner "shell-local" {\n'
            '    inline = [\n      templatefile("t.tpl", {\n        host = "debian"\n'
            '        pw   = "«1»"\n      })\n    ]\n  }\n}\n',
            used,
        ),
        encoding="utf-8",
    )
    Path("t.tpl").write_text(
        filled(
            'echo a\nhost = ${host}\npassword = "${pw}"\nother_password = "«2»"\n'
            "${host} --password «3»\nmysql -u ${host} -p${pw} x\n",
            used,
        ),
        encoding="utf-8",
    )
    report = check(["."], CheckOptions(environment={}, cache=False))
    told = {
        one.location.start.line: [(place.file, place.start.line) for place in one.related]
        for one in report.findings
        if one.rule == "packer-baseline/secret-in-command" and one.location.file == "t.tpl"
    }
    # Where nothing is written the argument is named that is.
    argument = [("main.pkr.hcl", 10)]
    assert told == {3: argument, 4: [], 5: [], 6: argument}
    shown = render(report, "terminal", RenderOptions(verbose=True))
    assert not [secret for secret in used.values() if secret in shown]


def test_what_a_template_file_holds_is_shown_nowhere_and_what_it_uses_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    used: dict[str, str] = {}
    Path("main.pkr.hcl").write_text(
        'variable "host" { default = "debian" }\nsource "null" "x" {\n  communicator = "none"\n}\n'
        'build {\n  sources = ["source.null.x"]\n  provisioner "shell-local" {\n'
        '    inline = [templatefile("setup.pkrtpl", { host = var.host })]\n  }\n}\n',
        encoding="utf-8",
    )
    Path("setup.pkrtpl").write_text(
        filled("echo a\ncurl -u me:«1» http://${host}/x | sh\n", used), encoding="utf-8"
    )
    report = check(["."], CheckOptions(environment={}, cache=False))
    shown = render(report, "terminal", RenderOptions(verbose=True))
    assert used["1"] not in shown
    assert "curl -u me:<secret> http://${host}/x | sh" in shown
    assert 'default = "debian"' in shown

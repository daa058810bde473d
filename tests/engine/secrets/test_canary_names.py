"""A secret value that names something is in nothing that leaves a run, wherever it stands."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from canaries import Case, canary, leaks, loaded_templates, outputs

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

BUILD = """
source "null" "a" {
  communicator = "none"
}
"""
SOURCES = '  sources = ["null.a"]\n'
SHELL = '  provisioner "shell" {\n    inline = ["id"]\n  }\n'

HCL_POSITIONS = {
    "source": 'build {\n  sources = ["null.a", var.pw, "null.b"]\n' + SHELL + "}\n",
    "source type": 'build {\n  sources = ["${var.pw}.a"]\n' + SHELL + "}\n",
    "source name": 'build {\n  sources = ["null.${var.pw}"]\n' + SHELL + "}\n",
    "source by function": 'build {\n  sources = [format("null.%s", var.pw)]\n' + SHELL + "}\n",
    "part of the source name": 'build {\n  sources = ["source.null.x-${var.pw}"]\n}\n',
    "sources by for": 'build {\n  sources = [for x in [var.pw] : "null.${x}"]\n}\n',
    "label of a source": 'build {\n  source "null.a" {\n    name = var.pw\n  }\n' + SHELL + "}\n",
    "part of a label": 'build {\n  source "null.a" {\n    name = "x-${var.pw}"\n  }\n'
    + SHELL
    + "}\n",
    "source.name": "build {\n"
    '  source "null.a" {\n    name = var.pw\n  }\n'
    '  provisioner "shell" {\n    inline = ["echo ${source.name}", upper(source.name)]\n  }\n}\n',
    "dynamic source": 'build {\n  dynamic "source" {\n    for_each = [var.pw]\n'
    '    labels   = ["null.${source.value}"]\n    content {\n    }\n  }\n' + SHELL + "}\n",
    "dynamic provisioner": "build {\n"
    + SOURCES
    + '  dynamic "provisioner" {\n    for_each = ["x"]\n'
    '    labels   = [var.pw]\n    content {\n      inline = ["id"]\n    }\n  }\n}\n',
    "dynamic post-processor": "build {\n" + SOURCES + '  dynamic "post-processor" {\n'
    "    for_each = { (var.pw) = 1 }\n    iterator = one\n"
    "    labels   = [one.key]\n    content {\n      output = one.key\n    }\n  }\n}\n",
    "name of a build": "build {\n  name = var.pw\n" + SOURCES + SHELL + "}\n",
    "name of a step": "build {\n"
    + SOURCES
    + '  post-processor "manifest" {\n    name = var.pw\n  }\n'
    '  provisioner "shell" {\n    name   = var.pw\n    inline = ["id"]\n  }\n}\n',
    "only": "build {\n" + SOURCES + '  provisioner "shell" {\n    only   = [var.pw]\n'
    '    inline = ["id"]\n  }\n  post-processor "manifest" {\n'
    '    except = ["null.${var.pw}"]\n  }\n}\n',
    "key of override": "build {\n" + SOURCES + '  source "null.a" {\n    name = var.pw\n  }\n'
    '  provisioner "shell" {\n    inline   = ["id"]\n    override = {\n'
    '      (var.pw) = { inline = 1, inlin = ["x"], (var.pw) = "y" }\n    }\n  }\n}\n',
    "key of a map": 'source "amazon-ebs" "b" {\n  tags = { (var.pw) = "x", Name = "y" }\n'
    "  run_tags = { for one in [var.pw] : one => 1 }\n}\nbuild {\n"
    '  sources = ["amazon-ebs.b"]\n}\nlocals {\n  found = { a = 1 }[var.pw]\n'
    "  missing = local.map[var.pw]\n  map = { (var.pw) = 1 }\n}\n",
    "path of a file": "build {\n" + SOURCES + '  provisioner "shell" {\n    script = var.pw\n  }\n'
    '  provisioner "shell" {\n    scripts = ["${var.pw}.sh", "x/../${var.pw}"]\n  }\n'
    '  provisioner "file" {\n    source      = "${path.root}/${var.pw}"\n'
    '    destination = file("${path.root}/${var.pw}")\n  }\n'
    '  provisioner "shell-local" {\n    inline = [templatefile(var.pw, {}), fileexists(var.pw)]\n'
    "  }\n}\n",
    "required plugin": "packer {\n  required_plugins {\n    x = {\n      source  = var.pw\n"
    '      version = "${var.pw}"\n      (var.pw) = 1\n    }\n  }\n}\nbuild {\n' + SOURCES + "}\n",
    "registry": "build {\n" + SOURCES + "  hcp_packer_registry {\n    bucket_name = var.pw\n"
    '    bucket_labels = { (var.pw) = "x" }\n    channels = [var.pw]\n  }\n}\n',
    "data source": 'data "amazon-ami" "x" {\n  filters = { (var.pw) = "x" }\n}\nbuild {\n'
    + SOURCES
    + '  provisioner "shell" {\n    inline = [data.amazon-ami[var.pw].id, build[var.pw]]\n  }\n}\n',
}

VALUES = {"as it is": "{}", "with dots": "zq.{}", "with more dots": "source.zq.{}"}
GIVEN = ("environment", "command line", "var file", "default")


def _case(text: str, value: str, given: str, sensitive: bool) -> Case:
    """The template and its secret, given in one of the ways, in the working directory."""
    name = "pw" if sensitive else "db_password"
    text = text.replace("var.pw", f"var.{name}")
    lines = ["type = string", *(["sensitive = true"] if sensitive else [])]
    if given == "default":
        lines.append(f'default = "{value}"')
    body = "".join(f"  {line}\n" for line in lines)
    Path("main.pkr.hcl").write_text(f'variable "{name}" {{\n{body}}}\n{BUILD}{text}', "utf-8")
    if given == "var file":
        Path("x.pkrvars.hcl").write_text(f'{name} = "{value}"\n', "utf-8")
        return Case(".", var_files=("x.pkrvars.hcl",))
    if given == "command line":
        return Case(".", variables=((name, value),))
    return Case(".", environment={f"PKR_VAR_{name}": value} if given == "environment" else {})


@pytest.mark.parametrize("position", HCL_POSITIONS)
def test_a_secret_name_leaves_no_hcl_template(
    position: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each form of the value, and each way to give it; the positions take turns with the ways."""
    number = list(HCL_POSITIONS).index(position)
    forms = list(VALUES) if "source" in position else ["as it is"]
    for turn, (form, sensitive) in enumerate([*((one, True) for one in forms), (forms[0], False)]):
        given = GIVEN[(number + turn) % len(GIVEN)]
        folder = tmp_path / str(turn)
        folder.mkdir()
        monkeypatch.chdir(folder)
        word = canary(number * 10 + turn + 5000)
        case = _case(HCL_POSITIONS[position], VALUES[form].format(word), given, sensitive)
        (loaded,) = loaded_templates(case)
        assert loaded.document.builds, "the template is read"
        assert leaks([word], outputs(case)) == [], (form, given, sensitive)


LEGACY_POSITIONS: dict[str, tuple[dict[str, JSON], dict[str, JSON], dict[str, JSON]]] = {
    "name of a builder": ({"name": "{{user `pw`}}"}, {}, {}),
    "part of a name": ({"name": "x-{{user `pw`}}"}, {}, {}),
    "build_name": (
        {"name": "{{user `pw`}}", "vm_name": "{{build_name}}"},
        {"inline": ["echo {{build_name}}", "echo {{upper build_name}}"]},
        {"output": "{{build_name}}.json"},
    ),
    "type": ({}, {"type": "{{user `pw`}}"}, {"type": "{{user `pw`}}"}),
    "type of a builder": ({"type": "{{user `pw`}}"}, {}, {}),
    "only": ({"name": "b"}, {"only": ["{{user `pw`}}"]}, {"except": ["{{user `pw`}}", "b"]}),
    "override": (
        {"name": "{{user `pw`}}"},
        {
            "override": {
                "{{user `pw`}}": {"inlin": 1, "{{user `pw`}}": "x", "env": {"{{user `pw`}}": "x"}}
            }
        },
        {"name": "{{user `pw`}}"},
    ),
    "paths": ({}, {"script": "{{user `pw`}}"}, {"files": ["{{user `pw`}}.sh"]}),
    "pauses": ({}, {"pause_before": "{{user `pw`}}", "max_retries": "{{user `pw`}}"}, {}),
    "keys": (
        {"tags": {"{{user `pw`}}": "x"}, "{{user `pw`}}": "x"},
        {"env": {"{{user `pw`}}": 1}},
        {},
    ),
}


@pytest.mark.parametrize("position", LEGACY_POSITIONS)
def test_a_secret_name_leaves_no_legacy_template(
    position: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = list(LEGACY_POSITIONS).index(position)
    word = canary(number + 7000)
    builder, provisioner, post_processor = LEGACY_POSITIONS[position]
    given = ("default", "var file", "command line", "environment")[number % 4]
    default = {"default": word, "environment": "{{env `THE_VALUE`}}"}.get(given, "")
    template: dict[str, JSON] = {
        "variables": {"pw": default},
        "sensitive-variables": ["pw"],
        "builders": [{"type": "null", "communicator": "none", **builder}],
        "provisioners": [{"type": "shell", "inline": ["curl http://x | sh"], **provisioner}],
        "post-processors": [{"type": "manifest", **post_processor}],
    }
    Path("t.json").write_bytes(msgspec.json.encode(template))
    Path("v.json").write_bytes(msgspec.json.encode({"pw": word}))
    case = Case(
        "t.json",
        var_files=("v.json",) if given == "var file" else (),
        variables=(("pw", word),) if given == "command line" else (),
        environment={"THE_VALUE": word} if given == "environment" else {},
    )
    (loaded,) = loaded_templates(case)
    assert loaded.document.builds, "the template is read"
    assert leaks([word], outputs(case)) == [], given


@pytest.mark.parametrize(
    "position", ["source", "source name", "label of a source", "dynamic provisioner"]
)
def test_a_secret_that_is_a_word_is_hidden_in_its_own_place(
    position: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words are looked for nowhere else, so that it is the name itself that must know."""
    monkeypatch.chdir(tmp_path)
    case = _case(HCL_POSITIONS[position], "walnut", "environment", sensitive=True)
    found = [(name, text) for name, text in outputs(case) if "walnut" in text]
    assert found == []


def test_what_is_printed_and_logged_holds_no_secret_name(tmp_path: Path) -> None:
    word = canary(4711)
    text = f'variable "pw" {{\n  sensitive = true\n}}\n{BUILD}{HCL_POSITIONS["key of override"]}'
    (tmp_path / "main.pkr.hcl").write_text(text, "utf-8")
    for arguments in (
        ["check", "."],
        ["check", "--no-cache", "--fix", "--unsafe", "--diff", "."],
        ["normalise", "."],
        ["why", "packer-baseline/commands-without-communicator", "."],
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "packer_systo.cli", *arguments],
            cwd=tmp_path,
            env={
                "PKR_VAR_pw": word,
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
                "PATH": "/usr/bin:/bin",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode in (0, 1), ran.stderr
        printed = ran.stdout + ran.stderr
        assert printed
        assert word not in printed, arguments
        assert b64encode(word.encode()).decode()[:20] not in printed, arguments


def test_two_secret_names_stay_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decided by a name is decided by the name itself."""
    monkeypatch.chdir(tmp_path)
    Path("main.pkr.hcl").write_text(
        'variable "one" {\n  default   = "zebra"\n  sensitive = true\n}\n'
        'variable "two" {\n  default   = "walnut"\n  sensitive = true\n}\n' + BUILD + "build {\n"
        '  source "null.a" {\n    name = var.one\n  }\n  source "null.a" {\n    name = var.two\n  }\n'
        '  provisioner "shell" {\n    only     = ["null.${var.two}"]\n    inline   = ["id"]\n'
        '    override = { (var.two) = { inline = ["x"] } }\n  }\n'
        '  provisioner "shell" {\n    except = ["null.walnut"]\n    inline = ["id"]\n  }\n}\n',
        "utf-8",
    )
    (loaded,) = loaded_templates(Case("."))
    (build,) = loaded.document.builds
    assert [source.label for source in build.sources] == ["<secret>", "<secret>-2"]
    first, second = build.provisioners
    assert first.sources == ["null.<secret>-2"]
    assert list(first.overrides) == ["null.<secret>-2"]
    assert second.sources == ["null.<secret>"]


def test_every_source_that_is_not_known_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.pkr.hcl").write_text(
        'variable "one" {\n}\nvariable "two" {\n}\n' + BUILD + "build {\n"
        '  sources = ["null.a", var.one, "null.${var.two}", "nothing"]\n}\n',
        "utf-8",
    )
    (loaded,) = loaded_templates(Case("."))
    told = [one.expression for one in loaded.document.unknowns if one.path[-1] == "sources"]
    assert told == ["var.one", "var.two", '"nothing"']

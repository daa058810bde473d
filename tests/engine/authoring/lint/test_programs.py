"""`opa check --strict` and `regal`, where they are on PATH."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.authoring.lint.linted import REGO, found
from packer_systo.engine.authoring.lint.run import lint_bundle
from packer_systo.engine.authoring.scaffold.new import new_rule
from packer_systo.engine.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


def fake_program(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = folder / "tools"
    tools.mkdir()
    program = tools / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")


def rego_bundle(bundle: Path) -> None:
    new_rule(str(bundle), "compliance", "unhardened-image", "rego")
    (bundle / "compliance/unhardened-image/unhardened-image.rego").write_text(REGO)


def test_findings_of_regal(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rego_bundle(bundle)
    script = (
        'echo "$@" > ../arguments; cat <<\'END\'\n{"violations": [{"title": "prefer-x", '
        '"description": "Prefer x", "category": "style", "level": "error", "location": {"file": '
        '"compliance/unhardened-image/unhardened-image.rego", "row": 17, "col": 1}}], "summary": '
        '{"num_violations": 1}}\nEND\nexit 3'
    )
    fake_program(tmp_path, "regal", script, monkeypatch)
    assert found(bundle, skip=("opa-check", "unwritten-text")) == [
        "regal compliance/unhardened-image/unhardened-image.rego:17 Prefer x (style/prefer-x)"
    ]
    arguments = (tmp_path / "arguments").read_text()
    assert arguments.startswith("lint --format json --disable directory-package-mismatch ")


@pytest.mark.parametrize("program", ["opa", "regal"])
def test_a_program_that_says_something_else_is_an_error(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    rego_bundle(bundle)
    fake_program(tmp_path, program, "echo out of memory >&2; exit 7", monkeypatch)
    other = "regal" if program == "opa" else "opa-check"
    report = lint_bundle(str(bundle), [other, "unwritten-text"])
    assert report.exit_code is ExitCode.ERROR
    assert report.errors[0].message == "it ends with 7: out of memory"


def test_programs_that_are_not_there_are_named(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rego_bundle(bundle)
    monkeypatch.setenv("PATH", "/nowhere")
    report = lint_bundle(str(bundle), ["unwritten-text"])
    assert report.exit_code is ExitCode.PASSED
    assert [name for name, _ in report.skipped] == ["opa-check", "regal"]

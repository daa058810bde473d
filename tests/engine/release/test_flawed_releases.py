"""Every kind of release that must be refused is, with its reason, and without a trace."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from flawed_releases import FLAWS
from packer_systo.cli.main import main
from release_scene import Scene

if TYPE_CHECKING:
    from pathlib import Path

    from flaw import Flaw

LONGEST = 10
"""Seconds, on a busy machine."""


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda one: one.name)
def test_it_is_refused(
    flaw: Flaw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = Scene(tmp_path / "work")
    monkeypatch.chdir(scene.folder)
    arguments = ("bundle", "verify", scene.file.name, "--key", "security.pub")
    assert main(arguments) == 0, "the good release is not verified"
    flaw.make(scene)
    before = state(tmp_path)
    capsys.readouterr()
    started = time.monotonic()
    code = main(arguments)
    took = time.monotonic() - started
    said = capsys.readouterr()
    assert code == 4, said.err
    assert said.out == ""
    assert re.search(flaw.reason, said.err), said.err
    assert "\x1b[2K" not in said.err
    assert took < LONGEST
    assert state(tmp_path) == before


def test_there_are_at_least_forty_kinds() -> None:
    assert len({flaw.name for flaw in FLAWS}) >= 40


@pytest.mark.parity
@pytest.mark.parametrize("flaw", FLAWS, ids=lambda one: one.name)
def test_opa_refuses_what_is_not_marked(flaw: Flaw, tmp_path: Path) -> None:
    opa = shutil.which("opa")
    if opa is None:
        pytest.skip("there is no opa on PATH")
    scene = Scene(tmp_path / "work")
    flaw.make(scene)
    ran = subprocess.run(
        [
            opa, "build", "--bundle", str(scene.file), "-o", str(tmp_path / "built.tar.gz"),
            "--verification-key", str(scene.folder / "security.pub"), "--signing-alg", "ES256",
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (ran.returncode == 0) == flaw.opa_takes, ran.stderr

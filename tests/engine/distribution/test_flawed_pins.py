"""Every way to make a project judge by another release than the pinned one is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flawed_pins import FLAWS, UPDATE, Flaw
from packer_systo.cli.main import main
from pinned_scene import CHECK, Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda one: one.name)
def test_it_is_refused(
    flaw: Flaw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    project = Project(tmp_path / "work")
    monkeypatch.chdir(project.folder)
    assert main(UPDATE) == 0
    assert main(CHECK) == 1, "the good release does not judge"
    command = flaw.make(project)
    lock = project.folder / "systo.lock"
    before = lock.read_bytes() if lock.exists() else b""
    capsys.readouterr()
    code = main(command)
    said = capsys.readouterr()
    assert code == 4, said.err
    assert said.out == ""
    assert re.search(flaw.reason, said.err), said.err
    assert (lock.read_bytes() if lock.exists() else b"") == before

"""A folder to work in, and the program called as a user would call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bad_template import BAD
from packer_systo.cli.main import main
from program import Ran

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: the root of a repository, with a cache of its own beside it."""
    work = tmp_path / "work"
    work.mkdir()
    (work / ".git").mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return work


@pytest.fixture
def systo(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `systo-policy` with these arguments in the working directory."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def bad(folder: Path) -> Path:
    file = folder / "debian.pkr.hcl"
    file.write_text(BAD)
    return file

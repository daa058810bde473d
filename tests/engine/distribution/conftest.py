"""A project whose bundle comes from git."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pinned_scene import Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    made = Project(tmp_path / "work")
    monkeypatch.chdir(made.folder)
    return made

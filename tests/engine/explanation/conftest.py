"""A folder with a template and a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.explanation.example import CEL, REGO, TEMPLATE, write_bundle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a template in `t` and a bundle in `small`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "t.pkr.hcl").write_text(TEMPLATE)
    write_bundle(tmp_path, CEL, REGO)
    return tmp_path

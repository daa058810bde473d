from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from template_folder import TemplateFolder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TemplateFolder:
    """An empty folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    return TemplateFolder(tmp_path)

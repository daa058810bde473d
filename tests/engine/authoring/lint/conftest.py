"""A new bundle for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.authoring.scaffold.new import new_bundle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    new_bundle(str(folder))
    return folder

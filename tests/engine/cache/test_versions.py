from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.cache import versions

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_program_is_the_same() -> None:
    assert versions.program() == versions.program()


def test_a_part_of_another_version_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "missing")])
    (tmp_path / "gordon_to_regorus-0.13.0.dist-info").mkdir()
    before = versions.program()
    assert b"gordon_to_regorus-0.13.0.dist-info" in before
    (tmp_path / "something_else-1.0.dist-info").mkdir()
    assert versions.program() == before
    (tmp_path / "gordon_to_regorus-0.13.0.dist-info").rename(
        tmp_path / "gordon_to_regorus-0.14.0.dist-info"
    )
    assert versions.program() != before


def test_a_changed_file_of_ours_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_PACKAGE", str(tmp_path))
    (tmp_path / "judge.py").write_text("a")
    before = versions.program()
    (tmp_path / "judge.py").write_text("ab")
    assert versions.program() != before


@pytest.mark.parametrize("part", ["gordon_to_regorus", "msgspec", "packer_systo"])
def test_the_parts_are_found_in_this_environment(part: str) -> None:
    assert f"\0{part}-".encode() in versions.program().lower()

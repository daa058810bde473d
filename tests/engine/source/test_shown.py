"""How reports name files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_paths_are_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(str(tmp_path / "images" / "a.pkr.hcl")) == "images/a.pkr.hcl"
    assert shown_path("./images//a.pkr.hcl") == "images/a.pkr.hcl"
    assert shown_path(str(tmp_path)) == "."
    assert shown_path(str(tmp_path.parent / "other")) == "../other"
    assert shown_path("a/b", "a") == "b"


def test_a_name_that_is_no_text_can_be_printed() -> None:
    assert shown_path("b\udcffd.json") == "b\ufffdd.json"


def test_a_working_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert shown_path("a.pkr.hcl") == "a.pkr.hcl"

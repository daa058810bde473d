"""The helper that finds the shared data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared_data import corpus_path, shared, shared_path

if TYPE_CHECKING:
    from pathlib import Path


def test_a_path_below_the_named_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "functions.txt").write_text("abs\n", encoding="utf-8")
    monkeypatch.setenv("SYSTO_SHARED", str(tmp_path))
    assert shared_path("knowledge", "functions.txt").read_text(encoding="utf-8") == "abs\n"
    assert shared("knowledge/functions.txt") == shared_path("knowledge", "functions.txt")


def test_the_corpus_may_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere" / "repos").mkdir(parents=True)
    monkeypatch.setenv("SYSTO_SHARED", str(tmp_path))
    monkeypatch.setenv("SYSTO_CORPUS", str(tmp_path / "elsewhere"))
    assert corpus_path("repos") == tmp_path / "elsewhere" / "repos"


def test_what_is_absent_skips_and_says_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYSTO_SHARED", str(tmp_path))
    monkeypatch.delenv("SYSTO_CORPUS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="corpus"):
        corpus_path("manifest.json")

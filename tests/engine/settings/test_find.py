from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.settings.find import find_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_nearest_file_above_the_judged_paths(tmp_path: Path) -> None:
    (tmp_path / "systo.toml").touch()
    (tmp_path / "images" / "a").mkdir(parents=True)
    (tmp_path / "images" / "b").mkdir()
    assert find_settings(["images/a", "images/b"], str(tmp_path)) == str(tmp_path / "systo.toml")
    (tmp_path / "images" / "systo.toml").touch()
    nearer = str(tmp_path / "images" / "systo.toml")
    assert find_settings(["images/a", "images/b"], str(tmp_path)) == nearer
    assert find_settings(["images/a/x.pkr.hcl"], str(tmp_path)) == nearer


def test_without_paths_the_working_directory_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert find_settings([], str(tmp_path)) is None
    (tmp_path / "systo.toml").touch()
    assert find_settings([], str(tmp_path)) == str(tmp_path / "systo.toml")


def test_the_search_stops_at_the_root_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "systo.toml").touch()
    (tmp_path / "checkout" / ".git").mkdir(parents=True)
    assert find_settings([str(tmp_path / "checkout")], "/") is None


def test_a_pyproject_counts_when_it_has_our_table(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text("[tool.ruff]\n")
    assert find_settings([], str(tmp_path)) is None
    pyproject.write_text("[tool.systo-policy]\n")
    assert find_settings([], str(tmp_path)) == str(pyproject)
    for header in (
        '[ tool . "systo-policy" ]',
        "[tool.systo-policy.engine]",
        "[tool.systo_policy]",
    ):
        pyproject.write_text(f"x = 1\n{header}\n")
        assert find_settings([], str(tmp_path)) == str(pyproject)
    pyproject.write_text("# [tool.systo-policy]\n[tool.systolic]\n")
    assert find_settings([], str(tmp_path)) is None
    (tmp_path / "systo.toml").touch()
    assert find_settings([], str(tmp_path)) == str(tmp_path / "systo.toml")


def test_a_folder_named_like_the_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "systo.toml").mkdir()
    assert find_settings([], str(tmp_path)) is None

"""Reading a bundle's folder keeps its limits."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle import files
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from pathlib import Path


def test_names_are_sorted_and_use_forward_slashes(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "d.rego").write_text("d")
    (tmp_path / "a.json").write_text("a")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / ".manifest").write_text("m")
    found = files.read_folder(str(tmp_path))
    assert list(found.items()) == [(".manifest", b"m"), ("a.json", b"a"), ("b/c/d.rego", b"d")]


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 2), ("MAX_BYTES", 5), ("MAX_DEPTH", 1)])
def test_what_is_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    for number in range(3):
        (tmp_path / f"{number}").write_text("two")
    monkeypatch.setattr(files, limit, value)
    with pytest.raises(BundleError):
        files.read_folder(str(tmp_path))


def test_resources_of_a_zip_read_like_a_folder(tmp_path: Path) -> None:
    archive = tmp_path / "wheel.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("policies/one/.manifest", "m")
        made.writestr("policies/one/security/x/x.rego", "r")
        made.writestr("policies/one/__init__.py", "")
    folder = zipfile.Path(archive, "policies/one/")
    found = files.read_resources(folder, "one")
    assert found == {".manifest": b"m", "security/x/x.rego": b"r"}

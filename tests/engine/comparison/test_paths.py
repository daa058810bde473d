"""Folders and archives, file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.bundle.bundles import MANIFEST, small_bundle
from packer_systo.engine.comparison.paths import compare_paths
from packer_systo.engine.errors import BundleError
from packer_systo.engine.release.building import build_bundle

if TYPE_CHECKING:
    from pathlib import Path


def folder(path: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return str(path)


def archive(path: Path, source: str) -> str:
    built = build_bundle(source)
    path.write_bytes(built.content)
    return str(path)


def test_an_archive_and_the_folder_that_it_was_made_of_are_the_same(tmp_path: Path) -> None:
    source = folder(tmp_path / "small", small_bundle())
    packed = archive(tmp_path / "small.tar.gz", source)
    for old, new in ((packed, source), (source, packed), (packed, packed)):
        comparison = compare_paths(old, new)
        assert comparison.changes == ()
        assert comparison.enough


def test_other_files_are_named(tmp_path: Path) -> None:
    old = folder(tmp_path / "old", small_bundle())
    cases = {"security/wrong-thing/cases.md": "# wrong-thing\n\nMore.\n"}
    manifest = {".manifest": MANIFEST.replace("1.2.0", "1.2.1")}
    new = folder(tmp_path / "new", small_bundle({**cases, **manifest}))
    (change,) = compare_paths(old, new).changes
    assert (change.kind, change.after) == ("other-files", "security/wrong-thing/cases.md")


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    source = folder(tmp_path / "small", small_bundle())
    with pytest.raises(BundleError):
        compare_paths(source, str(tmp_path / "nowhere"))
    (tmp_path / "no.tar.gz").write_bytes(b"no archive")
    with pytest.raises(BundleError):
        compare_paths(str(tmp_path / "no.tar.gz"), source)

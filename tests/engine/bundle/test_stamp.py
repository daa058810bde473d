"""A folder's stamp: any change gives another one, and what is uncertain gives none."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from engine.bundle.bundles import CEL_FILE, CEL_RULE, small_bundle
from engine.bundle.test_index import MemoryStore
from packer_systo.engine.bundle import load
from packer_systo.engine.bundle.stamp import SETTLED_NS, folder_stamp

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bundle_folder(tmp_path: Path) -> Path:
    for name, content in small_bundle().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    settle()
    return tmp_path


def settle() -> None:
    time.sleep(2 * SETTLED_NS / 1e9)


def test_a_folder_at_rest_keeps_its_stamp(bundle_folder: Path) -> None:
    first = folder_stamp(str(bundle_folder))
    assert first
    assert folder_stamp(str(bundle_folder)) == first


def test_a_change_that_keeps_size_and_time_is_seen(bundle_folder: Path) -> None:
    first = folder_stamp(str(bundle_folder))
    file = bundle_folder / CEL_FILE
    before = file.stat()
    text = file.read_text()
    file.write_text(text.replace("high", "hihg"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    settle()
    assert folder_stamp(str(bundle_folder)) not in {first, ""}


def test_an_added_and_a_removed_file_are_seen(bundle_folder: Path) -> None:
    first = folder_stamp(str(bundle_folder))
    added = bundle_folder / "notes.md"
    added.write_text("new\n")
    settle()
    second = folder_stamp(str(bundle_folder))
    added.unlink()
    assert second != first
    assert folder_stamp(str(bundle_folder)) == first


def test_a_folder_that_was_changed_just_now_has_none(bundle_folder: Path) -> None:
    (bundle_folder / "notes.md").write_text("new\n")
    assert not folder_stamp(str(bundle_folder))


def test_a_folder_that_is_no_bundle_has_none(tmp_path: Path) -> None:
    here = tmp_path
    for number in range(12):
        here = here / f"f{number}"
        here.mkdir()
    (here / "file").write_text("")
    settle()
    assert not folder_stamp(str(tmp_path))
    assert not folder_stamp(str(tmp_path / "missing"))


def test_a_folder_as_it_was_is_not_read_again(
    bundle_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    first = load.load_bundle(str(bundle_folder), store=store)

    def unexpected(*_: object, **__: object) -> dict[str, bytes]:
        raise AssertionError("the folder is read again")

    with monkeypatch.context() as patched:
        patched.setattr(load, "read_folder", unexpected)
        assert load.load_bundle(str(bundle_folder), store=store) == first
    (bundle_folder / CEL_FILE).write_text(CEL_RULE.replace("severity: high", "severity: low"))
    changed = load.load_bundle(str(bundle_folder), store=store)
    assert changed.digest != first.digest

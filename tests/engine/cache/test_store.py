from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.cache.store import LARGEST_ENTRY, FileStore

if TYPE_CHECKING:
    from pathlib import Path

KEY = "ab" * 16


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_put_can_be_got(tmp_path: Path) -> None:
    FileStore(str(tmp_path / "deep" / "cache")).put(KEY, b"content")
    assert FileStore(str(tmp_path / "deep" / "cache")).get(KEY) == b"content"


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert FileStore(str(tmp_path)).get(KEY) is None


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other"])
def test_a_damaged_entry_is_as_if_not_there(tmp_path: Path, damage: str) -> None:
    store = FileStore(str(tmp_path))
    store.put(KEY, b"content" * 100)
    (path,) = (path for path in files(tmp_path) if path.name != "CACHEDIR.TAG")
    content = path.read_bytes()
    path.write_bytes(
        {
            "cut": content[:-1],
            "flip": content[:-1] + bytes([content[-1] ^ 1]),
            "empty": b"",
            "other": b"x" * len(content),
        }[damage]
    )
    assert store.get(KEY) is None
    store.put(KEY, b"new")
    assert store.get(KEY) == b"new"


def test_entries_are_for_their_owner_only(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "cache"))
    store.put(KEY, b"content")
    (path,) = (path for path in files(tmp_path) if path.name != "CACHEDIR.TAG")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_left_beside_an_entry(tmp_path: Path) -> None:
    FileStore(str(tmp_path)).put(KEY, b"content")
    assert [path.name for path in files(tmp_path)] == ["CACHEDIR.TAG", KEY[2:]]


def test_a_folder_that_cannot_be_written_is_told_not_raised(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = FileStore(str(tmp_path / "file" / "cache"))
    store.put(KEY, b"content")
    assert store.problem == "Not a directory"
    assert store.get(KEY) is None
    store.prune()


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    store.put(KEY, b"x" * (LARGEST_ENTRY + 1))
    assert store.get(KEY) is None
    assert store.problem == ""


def test_pruning_deletes_the_oldest_first(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    keys = [f"{number:02x}" * 16 for number in range(10)]
    for age, key in enumerate(keys):
        store.put(key, b"x" * 1000)
        os.utime(tmp_path / key[:2] / key[2:], (1_000_000 + age, 1_000_000 + age))
    os.utime(tmp_path / "CACHEDIR.TAG")
    store.prune(largest=8000)
    kept = [key for key in keys if store.get(key) is not None]
    assert kept == keys[-len(kept) :]
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 6000


def test_a_run_that_wrote_nothing_prunes_nothing(tmp_path: Path) -> None:
    FileStore(str(tmp_path)).put(KEY, b"content")
    store = FileStore(str(tmp_path))
    store.prune(largest=1)
    assert store.get(KEY) == b"content"


def test_the_cache_may_vanish_while_it_is_used(tmp_path: Path) -> None:
    import shutil

    store = FileStore(str(tmp_path / "cache"))
    store.put(KEY, b"content")
    shutil.rmtree(tmp_path / "cache")
    assert store.get(KEY) is None
    store.put(KEY, b"again")
    assert store.get(KEY) == b"again"


def test_it_looks_through_the_cache_only_once_in_a_while(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    store.put(KEY, b"content")
    store.prune()
    store.prune(largest=1)
    assert store.get(KEY) == b"content"
    os.utime(tmp_path / "last-look", (1_000_000, 1_000_000))
    store.prune(largest=1)
    assert store.get(KEY) is None

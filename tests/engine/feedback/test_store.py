"""The store: private, whole or not at all, and refused when it is something else."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import msgspec
import pytest

from packer_systo.engine.errors import FeedbackError
from packer_systo.engine.feedback.location import default_file
from packer_systo.engine.feedback.store import changing, new_store, read_store, write_store

if TYPE_CHECKING:
    from pathlib import Path


def test_where_it_is() -> None:
    assert default_file({"XDG_DATA_HOME": "/d", "HOME": "/h"}) == "/d/packer-systo/feedback.json"
    assert default_file({"XDG_DATA_HOME": "d", "HOME": "/h"}) == (
        "/h/.local/share/packer-systo/feedback.json"
    )
    assert default_file({}) == ""


def test_it_is_private_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "feedback.json"
    assert read_store(str(path)) is None
    store = new_store()
    write_store(str(path), store)
    assert read_store(str(path)) == store
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["feedback.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"origin": "no hex", "key": "00", "version": "1"}',
        b'{"origin": "aaaaaaaaaaaaaaaa", "key": "bbbbbbbbbbbbbbbb", "version": "2"}',
        b'{"origin": "aaaaaaaaaaaaaaaa", "key": "bbbbbbbbbbbbbbbb", "version": "1", "more": 1}',
        b'{"origin": "aaaaaaaaaaaaaaaa", "key": "bbbbbbbbbbbbbbbb", "version": "1", "sequence": -1}',
    ],
)
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feedback.json"
    path.write_bytes(content)
    with pytest.raises(FeedbackError, match="no feedback of packer-systo"):
        read_store(str(path))


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbackError, match="cannot be written"):
        write_store(str(tmp_path / "file" / "feedback.json"), new_store())


@pytest.mark.skipif(os.name != "posix", reason="the lock is POSIX's")
def test_two_at_a_time_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "feedback.json")

    def raise_number() -> None:
        for _ in range(10):
            with changing(path) as store:
                write_store(path, msgspec.structs.replace(store, sequence=store.sequence + 1))

    threads = [threading.Thread(target=raise_number) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_store(path)
    assert found is not None
    assert found.sequence == 40

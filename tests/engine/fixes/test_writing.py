"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import FixError
from packer_systo.engine.fixes.writing import write_file, write_texts

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_content_mode_and_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.pkr.hcl"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    path.chmod(0o640)
    write_texts({str(path): "one\r\n"}, {str(path): "tw\u00f6\r\n"})
    assert path.read_bytes() == b"\xef\xbb\xbftw\xc3\xb6\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a.pkr.hcl"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "real.pkr.hcl"
    target.write_text("one")
    link = tmp_path / "link.pkr.hcl"
    link.symlink_to(target)
    write_texts({str(link): "one"}, {str(link): "two"})
    assert link.is_symlink()
    assert target.read_text() == "two"


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    write_file(str(tmp_path / "new"), b"x")
    assert (tmp_path / "new").stat().st_mode == plain.stat().st_mode


def test_a_file_that_has_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.write_text("one")
    second.write_text("somebody else's")
    texts = {str(first): "one", str(second): "two"}
    with pytest.raises(FixError, match="has changed since"):
        write_texts(texts, {str(first): "new", str(second): "new"})
    assert first.read_text() == "one"
    assert sorted(os.listdir(tmp_path)) == ["1", "2"]


def full_disk(*_: object) -> int:
    raise OSError(28, "No space left on device")


@pytest.fixture
def two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """`1` and `2` in the working directory, with `one` and `two` in them."""
    monkeypatch.chdir(tmp_path)
    first, second = tmp_path / "1", tmp_path / "2"
    first.write_text("one")
    second.write_text("two")
    return first, second


def test_a_full_disk_leaves_every_file_as_it_was(
    two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_files
    synced = os.fsync
    calls = 0

    def second_fails(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            full_disk()
        synced(descriptor)

    monkeypatch.setattr(os, "fsync", second_fails)
    texts = {str(first): "one", str(second): "two"}
    with pytest.raises(FixError, match=r"No space left on device.*as it was$") as caught:
        write_texts(texts, {str(first): "new", str(second): "new"})
    assert caught.value.hint == "make room on the disk of ., and run it again"
    assert (first.read_text(), second.read_text()) == ("one", "two")
    assert sorted(os.listdir(first.parent)) == ["1", "2"]


@pytest.fixture
def plain_user() -> Iterator[Path]:
    """A folder of somebody who may not write everywhere: root becomes another user meanwhile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_folder_that_is_for_reading_only(plain_user: Path) -> None:
    file = plain_user / "a.pkr.hcl"
    file.write_text("one")
    plain_user.chmod(0o555)
    with pytest.raises(FixError, match=r"Permission denied\); it is as it was") as caught:
        write_texts({str(file): "one"}, {str(file): "two"})
    assert caught.value.where.endswith("a.pkr.hcl")
    assert caught.value.hint.startswith("allow yourself to write the file and its folder ")
    assert plain_user.name in caught.value.hint
    assert file.read_text() == "one"
    assert os.listdir(plain_user) == ["a.pkr.hcl"]


def test_a_file_that_is_for_reading_only_is_not_replaced(plain_user: Path) -> None:
    file = plain_user / "a.pkr.hcl"
    file.write_text("one")
    file.chmod(0o444)
    with pytest.raises(FixError, match="Permission denied"):
        write_texts({str(file): "one"}, {str(file): "two"})
    assert file.read_text() == "one"
    assert os.listdir(plain_user) == ["a.pkr.hcl"]


def test_a_file_that_does_not_let_itself_be_replaced(
    two_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_files
    replace = os.replace

    def busy(source: str, target: str) -> None:
        if target == str(second):
            raise OSError(errno.EBUSY, "Device or resource busy")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    texts = {str(first): "one", str(second): "two"}
    with pytest.raises(FixError, match=r"busy\); it is as it was; written already: 1$") as caught:
        write_texts(texts, {str(first): "new", str(second): "new"})
    assert caught.value.where == "2"
    assert second.read_text() == "two"
    assert sorted(os.listdir(first.parent)) == ["1", "2"]


def test_what_an_interrupted_run_left_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    left = tmp_path / f".a.systo-{os.getpid()}"
    left.write_text("half")
    with pytest.raises(FixError, match="File exists") as caught:
        write_file(str(tmp_path / "a"), b"x")
    assert caught.value.hint.endswith(f"delete {left.name}")
    assert left.read_text() == "half"


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FixError, match="cannot be written") as caught:
        write_file(str(tmp_path / "gone" / "x"), b"")
    assert caught.value.where.endswith("x")
    assert caught.value.hint == "make the folder gone first"


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """As `/dev/stdout` does: who may write everything would put a file into its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(str(pipe), b"content")
        assert os.read(reading, 100) == b"content"
    finally:
        os.close(reading)
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]

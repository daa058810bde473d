"""Reading one file: its text, or an error that says what to do."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import ReadError
from packer_systo.engine.source.reading import LARGEST, NotTextError, read_bytes, read_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_text_with_its_line_breaks_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.pkr.hcl"
    path.write_bytes('a = "é"\r\nb = 1\n'.encode())
    source = read_text(str(path), "shown/a.pkr.hcl")
    assert source.text == 'a = "é"\r\nb = 1\n'
    assert source.path == "shown/a.pkr.hcl"
    assert not source.byte_order_mark


def test_a_byte_order_mark_is_dropped_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf{}")
    source = read_text(str(path), "a.json")
    assert source.text == "{}"
    assert source.byte_order_mark


def test_what_is_not_utf_8_is_named_with_its_byte_and_place(tmp_path: Path) -> None:
    path = tmp_path / "a.pkr.hcl"
    path.write_bytes(b"\xef\xbb\xbf" + 'a = "é"\nb = "'.encode() + b'\xe9"\n')
    with pytest.raises(NotTextError) as caught:
        read_text(str(path), "a.pkr.hcl")
    error = caught.value
    assert error.message == "This is not UTF-8: byte 17 of the file is 0xE9."
    (wrong,) = error.wrong
    place = error.source.position(wrong.start)
    assert (place.line, place.column) == (2, 6)
    assert error.source.line(2) == 'b = "\ufffd"'
    assert error.hint == "Save the file as UTF-8."


def test_utf_16_is_called_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes("{}".encode("utf-16"))
    with pytest.raises(NotTextError, match="UTF-16"):
        read_text(str(path), "a.json")


def test_a_file_over_the_limit_is_refused_with_the_limit_named(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(ReadError, match="larger than 10 MiB"):
        read_text(str(path), "big.json")
    with path.open("wb") as file:
        file.truncate(LARGEST)
    assert len(read_text(str(path), "big.json").text) == LARGEST


def test_a_smaller_limit_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bytes(str(path), "a", 5) == b"12345"
    with pytest.raises(ReadError, match="larger than 4 bytes"):
        read_bytes(str(path), "a", 4)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="no /proc here")
def test_a_file_that_hides_its_size_is_read() -> None:
    assert "Name:" in read_text("/proc/self/status", "status").text


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no /dev/zero here")
def test_a_device_is_not_read() -> None:
    with pytest.raises(ReadError, match="a device"):
        read_text("/dev/zero", "/dev/zero")


def test_a_pipe_without_a_writer_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "a.pkr.hcl"
    os.mkfifo(path)
    with pytest.raises(ReadError, match="a pipe"):
        read_text(str(path), "a.pkr.hcl")


def test_a_path_that_becomes_a_pipe_in_between_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "a.pkr.hcl"
    os.mkfifo(pipe)
    plain = os.stat(__file__)

    def before(_: str) -> os.stat_result:
        return plain

    monkeypatch.setattr("packer_systo.engine.source.reading.os.stat", before)
    with pytest.raises(ReadError, match="a pipe"):
        read_text(str(pipe), "a.pkr.hcl")


def test_a_socket_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        with pytest.raises(ReadError, match="a socket"):
            read_text(str(path), "s")


def test_a_folder_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="a folder"):
        read_text(str(tmp_path), "x.pkr.hcl")


def test_what_is_missing_or_leads_in_a_circle(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file") as caught:
        read_text(str(tmp_path / "missing"), "missing")
    assert caught.value.where == "missing"
    assert caught.value.hint
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(ReadError, match="lead in a circle"):
        read_text(str(loop), "loop")
    with pytest.raises(ReadError, match="a NUL character"):
        read_text("a\0b", "a?b")
    with pytest.raises(ReadError, match="too long"):
        read_text("a" * 5000, "long")


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.EACCES, "may not be read"), (errno.EIO, "disk"), (errno.EBUSY, "cannot be read")],
)
def test_what_the_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    path = tmp_path / "a"
    path.write_bytes(b"")
    monkeypatch.setattr("packer_systo.engine.source.reading.os.open", refuse)
    with pytest.raises(ReadError, match=words):
        read_text(str(path), "a")

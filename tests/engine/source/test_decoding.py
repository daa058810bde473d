"""Files that are not UTF-8: each place is told, and another encoding by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.source.reading import MOST_WRONG_PLACES, NotTextError, read_text

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path, data: bytes) -> NotTextError:
    path.write_bytes(data)
    with pytest.raises(NotTextError) as caught:
        read_text(str(path), path.name)
    return caught.value


def test_each_place_is_told_with_its_byte(tmp_path: Path) -> None:
    error = refused(tmp_path / "a", b"\xef\xbb\xbfa\xe9\xe8b\n\xff = 1\n")
    assert error.source.text == "a\ufffd\ufffdb\n\ufffd = 1\n"
    assert [(one.start, one.end) for one in error.wrong] == [(1, 3), (5, 6)]
    assert "byte 4 of the file is 0xE9" in error.wrong[0].message
    assert "byte 8 of the file is 0xFF" in error.wrong[1].message


def test_their_number_is_bounded(tmp_path: Path) -> None:
    error = refused(tmp_path / "a", b"a\xff" * 5000)
    assert len(error.wrong) == MOST_WRONG_PLACES + 1
    assert error.wrong[-1].message.startswith(f"More than {MOST_WRONG_PLACES} places")
    assert len(error.source.text) == 10_000


@pytest.mark.parametrize(
    ("codec", "name", "first"),
    [
        ("utf-16-le", "UTF-16", "0xFF 0xFE"),
        ("utf-16-be", "UTF-16", "0xFE 0xFF"),
        ("utf-32-le", "UTF-32", "0xFF 0xFE 0x00 0x00"),
    ],
)
def test_a_byte_order_mark_names_the_encoding(
    tmp_path: Path, codec: str, name: str, first: str
) -> None:
    error = refused(tmp_path / "a", "\ufeffa = 1\n".encode(codec))
    assert name in error.message
    assert first in error.message
    assert (len(error.wrong), error.whole, error.source.text) == (1, True, "a = 1\n")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_zeros(tmp_path: Path, codec: str) -> None:
    error = refused(tmp_path / "a", "a = 1\n".encode(codec))
    assert "UTF-16" in error.message
    assert error.source.text == "a = 1\n"

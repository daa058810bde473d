"""What is not UTF-8 in a file: each place of it, or which other encoding the whole file has."""

from __future__ import annotations

import codecs
from typing import Final

import msgspec

from packer_systo.engine.source.reading import MOST_WRONG_PLACES, NotTextError
from packer_systo.engine.source.text import SourceText

_MARKS: Final = (
    # That of UTF-32 begins as that of UTF-16 does.
    (b"\xff\xfe\0\0", "UTF-32", "utf-32-le"),
    (b"\0\0\xfe\xff", "UTF-32", "utf-32-be"),
    (b"\xff\xfe", "UTF-16", "utf-16-le"),
    (b"\xfe\xff", "UTF-16", "utf-16-be"),
)
"""Byte order marks, with the encoding that each stands for and what Python calls it."""

_MARKLESS: Final = ((b"\0", b"", "utf-16-be"), (b"", b"\0", "utf-16-le"))
_REPLACEMENT: Final = "\ufffd"


class WrongPlace(msgspec.Struct, frozen=True):
    """A stretch of a text, by offsets, whose bytes are no characters."""

    start: int
    end: int
    message: str


def not_text(data: bytes, start: int, shown_as: str) -> NotTextError:
    """The error for a file whose bytes from `start` on are not all UTF-8."""
    other = wide(data, shown_as)
    if other is not None:
        return other
    pieces: list[str] = []
    wrong: list[WrongPlace] = []
    offset = 0
    at = start
    view = memoryview(data)
    while at < len(data):
        piece, read, bad = _decoded(view[at:])
        pieces.append(piece)
        offset += len(piece)
        at += read
        if not bad:
            break
        if wrong and wrong[-1].end == offset:
            # One stretch of such bytes is one mistake.
            wrong[-1] = msgspec.structs.replace(wrong[-1], end=offset + 1)
        elif len(wrong) == MOST_WRONG_PLACES:
            message = (
                f"More than {MOST_WRONG_PLACES} places of this file are not UTF-8; those from here "
                "on are not told."
            )
            wrong.append(WrongPlace(offset, offset + 1, message))
            pieces.append(bytes(view[at:]).decode(errors="replace"))
            break
        else:
            message = f"This is not UTF-8: byte {at} of the file is 0x{data[at]:02X}."
            wrong.append(WrongPlace(offset, offset + 1, message))
        pieces.append(_REPLACEMENT)
        offset += 1
        at += bad
    return NotTextError(SourceText(shown_as, "".join(pieces)), tuple(wrong))


def wide(data: bytes, shown_as: str) -> NotTextError | None:
    """The error for a file in UTF-16 or UTF-32; None where it is in neither."""
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            first = " ".join(f"0x{byte:02X}" for byte in mark)
            message = f"This is {name}, as its first bytes {first} say. Packer reads UTF-8 only."
            return _whole(data[len(mark) :], codec, message, shown_as)
    for before, after, codec in _MARKLESS:
        # A template starts with an ASCII character, of which one byte is then 0.
        if data[:1].startswith(before) and data[1:2].startswith(after) and data[:2].strip(b"\0"):
            zero = 0 if before else 1
            message = (
                f"This seems to be UTF-16: byte {zero} of the file is 0x00, as in every character. "
                "Packer reads UTF-8 only."
            )
            return _whole(data, codec, message, shown_as)
    return None


def _whole(data: bytes, codec: str, message: str, shown_as: str) -> NotTextError:
    source = SourceText(shown_as, data.decode(codec, errors="replace"))
    return NotTextError(source, (WrongPlace(0, 1, message),), whole=True)


def _decoded(data: memoryview) -> tuple[str, int, int]:
    """The text up to the first byte that is no character, its bytes, and how many are wrong there."""
    try:
        text, read = codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError as error:
        return str(data[: error.start], "utf-8"), error.start, error.end - error.start
    return text, read, 0

"""What a text says that is encoded, as `base64encode`, `base64gzip`, `textencodebase64` and
`urlencode` write it, and people by hand: as a whole, or in pieces of base64 within a longer one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHORTEST = 12
LONGEST = 1 << 20
"""Characters: shorter ones are words, and no longer one is decoded."""

MOST_BYTES = 1 << 20
"""Of what is unpacked."""

MOST_PIECES = 200
"""Pieces of one text that are decoded; MOST_BYTES holds for all of them together."""

# A word, the like lines below it, and the short line at the end of those. The alphabet is not that
# for URLs, of which names and paths are made.
_PIECE = re.compile(
    r"(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{24,}+={0,2}+(?:(?<!=)\r?\n[ \t]*+[A-Za-z0-9+/]{24,}+={0,2}+)*+)"
    r"((?<!=)\r?\n[ \t]*+[A-Za-z0-9+/]{1,23}={0,2}(?=\s|\Z))?+"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]+(?:\r?\n[ \t]*[A-Za-z0-9+/_\-]+)*={0,2}\s*")
_PERCENT = re.compile(r"[A-Za-z0-9._~+\-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~+\-]*)+")
_GZIP = b"\x1f\x8b"


def decoded(text: str) -> str | None:
    """The text behind an encoding (RFC 4648, RFC 3986); None where there is none."""
    if not SHORTEST <= len(text) <= LONGEST or not text.isascii():
        return None
    if _BASE64.fullmatch(text):
        return _from_base64(text)
    if _PERCENT.fullmatch(text):
        from urllib.parse import unquote_plus

        return unquote_plus(text)
    return None


def pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text that are base64 (RFC 4648): start, end and what each one says."""
    left, found = MOST_BYTES, 0
    for match in _PIECE.finditer(text):
        if found >= MOST_PIECES or left <= 0:
            return
        if match.end() - match.start() > LONGEST:
            continue
        # A short line below may be a word of its own.
        for end in dict.fromkeys((match.end(), match.end(1))):
            plain = _from_base64(text[match.start() : end])
            if plain:
                left -= len(plain)
                found += 1
                yield match.start(), end, plain
                break


def _from_base64(text: str) -> str | None:
    from binascii import Error, a2b_base64

    letters = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    if len(letters) % 4 == 1:
        return None
    try:
        data = a2b_base64(letters + "=" * (-len(letters) % 4))
    except Error:
        return None
    if data.startswith(_GZIP):
        data = _unpacked(data)
    return next((plain for read in _READINGS if (plain := read(data)) is not None), None)


def _unpacked(data: bytes) -> bytes:
    import zlib

    try:
        return zlib.decompressobj(wbits=31).decompress(data, MOST_BYTES)
    except zlib.error:
        return b""


def _as_utf8(data: bytes) -> str | None:
    try:
        return _if_readable(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _as_utf16(data: bytes) -> str | None:
    """As PowerShell takes an encoded command: every second byte of what is mostly ASCII is 0."""
    if len(data) % 2 or data[1::2].count(0) * 2 < len(data) // 2:
        return None
    try:
        return _if_readable(data.decode("utf-16-le"))
    except UnicodeDecodeError:
        return None


_READINGS: tuple[Callable[[bytes], str | None], ...] = (_as_utf8, _as_utf16)


def _if_readable(text: str) -> str | None:
    """Nobody writes control characters into a text: that is a word which looks like base64."""
    return None if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) else text or None

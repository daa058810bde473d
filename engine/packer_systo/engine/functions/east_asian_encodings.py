"""Japanese and Chinese text to bytes and back, with the tables of golang.org/x/text.

None stands for text or bytes that the encoding does not have; a decoder may leave U+FFFD where
bytes mean nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from packer_systo.engine.functions import encoding_tables as tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ESCAPE = 0x1B

# Japanese: Python's cp932 has the characters of JIS X 0208 with the rows that vendors added.

_NOT_JAPANESE = frozenset("\xa2\xa3\xac\u2016\u2212\u301c")


def _private(text: str) -> bool:
    return any("\ue000" <= one <= "\uf8ff" for one in text)


def _encode_shift_jis(text: str) -> bytes | None:
    if _private(text) or "\x80" in text or not _NOT_JAPANESE.isdisjoint(text):
        return None
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        return None


def _decode_shift_jis(data: bytes) -> str | None:
    text = data.decode("cp932", errors="replace")
    return None if _private(text) else text


@lru_cache(maxsize=1)
def _jis_0208() -> tuple[dict[str, bytes], dict[bytes, str]]:
    """Characters to rows and cells (from 0x21) and back; where two places hold one, the first."""
    places: dict[str, bytes] = {}
    characters: dict[bytes, str] = {}
    for lead in (*range(0x81, 0xA0), *range(0xE0, 0xF0)):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            try:
                character = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            row, cell = divmod(trail - 0x40 - (trail > 0x7F), 94)
            row += 2 * (lead - (0x81 if lead < 0xA0 else 0xC1))
            place = bytes((row + 0x21, cell + 0x21))
            places.setdefault(character, place)
            characters[place] = character
    return places, characters


def _high(place: bytes) -> bytes:
    return bytes((place[0] | 0x80, place[1] | 0x80))


def _encode_euc_jp(text: str) -> bytes | None:
    places, _ = _jis_0208()
    found = bytearray()
    for one in text:
        place = places.get(one)
        if one < "\x80":
            found.append(ord(one))
        elif place is not None:
            found += _high(place)
        elif one in _NOT_JAPANESE or one in "\xa5\u203e":
            return None
        else:
            try:
                found += one.encode("euc-jp")
            except UnicodeEncodeError:
                return None
    return bytes(found)


def _decode_euc_jp(data: bytes) -> str | None:
    _, characters = _jis_0208()
    found: list[str] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first < 0x80:
            found.append(chr(first))
            at += 1
            continue
        size = 3 if first == 0x8F else 2
        piece = data[at : at + size]
        if size == 2 and first != 0x8E:
            place = bytes(one & 0x7F for one in piece) if min(piece) >= 0xA1 else b""
            found.append(characters.get(place, "\ufffd"))
        else:
            found.append(piece.decode("euc-jp", errors="replace"))
        at += size
    return "".join(found)


def _encode_iso_2022_jp(text: str) -> bytes | None:
    places, _ = _jis_0208()
    found = bytearray()
    state = "B"
    for one in text:
        place = places.get(one)
        if one < "\x80":
            wanted, written = "B", one.encode()
        elif "\uff61" <= one <= "\uff9f":
            wanted, written = "I", bytes((ord(one) - 0xFF61 + 0x21,))
        elif place is not None:
            wanted, written = "$", place
        else:
            return None
        if wanted != state:
            found += b"\x1b$B" if wanted == "$" else b"\x1b(" + wanted.encode()
            state = wanted
        found += written
    if state != "B":
        found += b"\x1b(B"
    return bytes(found)


_STATES = {b"$@": "$", b"$B": "$", b"(B": "B", b"(J": "B", b"(I": "I"}


def _decode_iso_2022_jp(data: bytes) -> str | None:
    _, characters = _jis_0208()
    found: list[str] = []
    state, at = "B", 0
    while at < len(data):
        first = data[at]
        if first == _ESCAPE:
            if data[at + 1 : at + 4] == b"$(D":
                state, at = "D", at + 4
                continue
            state = _STATES.get(data[at + 1 : at + 3], "")
            at += 3
            if not state:
                return None
        elif first >= 0x80 or (state == "I" and not 0x21 <= first < 0x60):
            return None
        elif state == "I":
            found.append(chr(first - 0x21 + 0xFF61))
            at += 1
        elif state == "B" or first == 0x0A:
            state = "B"
            found.append(chr(first))
            at += 1
        else:
            place = data[at : at + 2]
            if state == "$":
                found.append(characters.get(place, "\ufffd"))
            else:
                piece = bytes((0x8F, *(one | 0x80 for one in place)))
                found.append(piece.decode("euc-jp", errors="replace"))
            at += 2
    return "".join(found)


# Chinese: Python's gb18030 has all of GBK in its codes of one and two bytes.


@lru_cache(maxsize=1)
def _gb_private() -> dict[str, bytes]:
    """Private characters with their codes of four bytes."""
    found: dict[str, bytes] = {}
    for item in tables.GB_PRIVATE.split():
        characters, _, place = item.partition("=")
        start, _, end = characters.partition("-")
        for offset, code in enumerate(range(int(start, 16), int(end or start, 16) + 1)):
            rest, fourth = divmod(int(place) + offset, 10)
            rest, third = divmod(rest, 126)
            first, second = divmod(rest, 10)
            made = (0x81 + first, 0x30 + second, 0x81 + third, 0x30 + fourth)
            found[chr(code)] = bytes(made)
    return found


def _gbk_bytes(text: str) -> Iterator[bytes | None]:
    for one in text:
        made = one.encode("gb18030")
        if one == "\u20ac":
            yield b"\x80"
        else:
            yield None if len(made) > 2 or one in _gb_private() else made


def _encode_gbk(text: str) -> bytes | None:
    made = list(_gbk_bytes(text))
    return None if None in made else b"".join([one for one in made if one is not None])


def _decode_gbk(data: bytes) -> str | None:
    found: list[str] = []
    at = 0
    while at < len(data):
        size = 1 if data[at] <= 0x80 else 2
        piece = data[at : at + size]
        if piece == b"\x80":
            found.append("\u20ac")
        elif piece == b"\xa3\xa0":
            found.append("\u3000")
        else:
            found.append(piece.decode("gb18030", errors="replace"))
        at += size
    text = "".join(found)
    return None if any(one in _gb_private() for one in text) else text


def _encode_gb18030(text: str) -> bytes | None:
    private = _gb_private()
    return b"".join([private.get(one) or one.encode("gb18030") for one in text])


def _decode_gb18030(data: bytes) -> str | None:
    found: list[str] = []
    at = 0
    while at < len(data):
        size = 1 if data[at] <= 0x80 else 4 if data[at + 1 : at + 2] < b"\x40" else 2
        piece = data[at : at + size]
        if piece == b"\x80":
            found.append("\u20ac")
        else:
            text = _decode_gbk(piece) if size == 2 else piece.decode("gb18030", errors="replace")
            found.append("\ufffd" if text is None else text)
        at += size
    return "".join(found)


def _encode_hz(text: str) -> bytes | None:
    found = bytearray()
    shifted = False
    for one in text:
        if one == "~":
            found += b"~~"
            continue
        if one < "\x80":
            found += (b"~}" if shifted else b"") + one.encode()
            shifted = False
            continue
        made = one.encode("gb18030")
        if one == "\u20ac":
            made = b"\xa2\xe3"
        if len(made) != 2 or min(made) < 0xA1 or one in _gb_private():
            return None
        found += (b"" if shifted else b"~{") + bytes(byte & 0x7F for byte in made)
        shifted = True
    return bytes(found)


def _decode_hz(data: bytes) -> str | None:
    found: list[str] = []
    shifted, at = False, 0
    while at < len(data):
        first, pair = data[at], data[at : at + 2]
        if first >= 0x80:
            return None
        if first == 0x7E and pair[1:] in (b"{", b"}", b"~", b"\n"):
            shifted = pair[1:] == b"{" or (shifted and pair[1:] != b"}")
            found.append("~" if pair[1:] == b"~" else "")
            at += 2
        elif first == 0x7E:
            return None
        elif shifted:
            made = _decode_gbk(bytes(byte | 0x80 for byte in pair))
            if made is None or min(pair) < 0x21:
                return None
            found.append(made)
            at += 2
        else:
            found.append(chr(first))
            at += 1
    return "".join(found)


@lru_cache(maxsize=1)
def _big5() -> dict[str, bytes]:
    pairs = [item.split("=") for item in tables.BIG5.split()]
    return {chr(int(code, 16)): bytes.fromhex(made) for code, made in pairs}


def _encode_big5(text: str) -> bytes | None:
    different = _big5()
    found = bytearray()
    for one in text:
        try:
            made = different[one] if one in different else one.encode("big5hkscs")
        except UnicodeEncodeError:
            return None
        if not made:
            return None
        found += made
    return bytes(found)


def _decode_big5(data: bytes) -> str | None:
    different = {made: one for one, made in _big5().items() if made}
    found: list[str] = []
    at = 0
    while at < len(data):
        size = 1 if data[at] < 0x80 else 2
        piece = data[at : at + size]
        found.append(different.get(piece) or piece.decode("big5hkscs", errors="replace"))
        at += size
    return "".join(found)


ENCODERS: dict[str, Callable[[str], bytes | None]] = {
    "shift_jis": _encode_shift_jis,
    "euc_jp": _encode_euc_jp,
    "iso2022_jp": _encode_iso_2022_jp,
    "gbk": _encode_gbk,
    "gb18030": _encode_gb18030,
    "hz": _encode_hz,
    "big5": _encode_big5,
}
DECODERS: dict[str, Callable[[bytes], str | None]] = {
    "shift_jis": _decode_shift_jis,
    "euc_jp": _decode_euc_jp,
    "iso2022_jp": _decode_iso_2022_jp,
    "gbk": _decode_gbk,
    "gb18030": _decode_gb18030,
    "hz": _decode_hz,
    "big5": _decode_big5,
}

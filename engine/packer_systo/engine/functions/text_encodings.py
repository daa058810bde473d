"""Text to bytes and back in the encodings that golang.org/x/text has, with its tables.

Python's codecs are the base; where they differ (control characters of ISO 8859, private characters,
vendor rows of JIS X 0208) the difference is made up for here. None stands for text or bytes that
the encoding does not have.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from packer_systo.engine.functions import east_asian_encodings
from packer_systo.engine.functions import encoding_tables as tables

if TYPE_CHECKING:
    from collections.abc import Callable


@lru_cache(maxsize=1)
def _codecs() -> dict[str, str]:
    return {name: codec for codec, names in tables.NAMES.items() for name in names.split()}


def find_codec(name: str) -> str | None:
    """The codec for an IANA name in any case, or None."""
    return _codecs().get(name.strip().lower())


def encode(text: str, codec: str) -> bytes | None:
    special = _ENCODERS.get(codec)
    if special is not None:
        return special(text)
    if codec.startswith("iso8859-") and codec != "iso8859-9" and _controls(text):
        return None
    try:
        return text.translate(_DEVIATIONS.get(codec, {})).encode(codec)
    except UnicodeEncodeError:
        return None


def decode(data: bytes, codec: str) -> str | None:
    special = _DECODERS.get(codec)
    if special is not None:
        text = special(data)
    else:
        try:
            text = data.decode(codec).translate(_DEVIATIONS_BACK.get(codec, {}))
        except UnicodeDecodeError:
            return None
    if text is None or "\ufffd" in text:
        return None
    controls = codec.startswith("iso8859-") and codec != "iso8859-9" and _controls(text)
    return None if controls else text


def _controls(text: str) -> bool:
    return any("\x80" <= one <= "\x9f" for one in text)


# Characters exchanged before Python encodes: what the codec calls by another name, or not at all.
_NOTHING = "\ufffe"
_DEVIATIONS: dict[str, dict[int, str]] = {
    "koi8-u": {0x40E: "\u256c", 0x45E: "\u255d", 0x256C: _NOTHING, 0x255D: _NOTHING},
}
_DEVIATIONS_BACK: dict[str, dict[int, str]] = {"koi8-u": {0x256C: "\u040e", 0x255D: "\u045e"}}

# IBM1047 is IBM037 with these in each other's places.
_1047 = str.maketrans("^\u00ac[\u00dd\u00a8]", "\u00ac^\u00dd[]\u00a8")


def _encode_1047(text: str) -> bytes | None:
    return encode(text.translate(_1047), "cp037")


def _decode_1047(data: bytes) -> str | None:
    return data.decode("cp037").translate(_1047)


def _encode_1255(text: str) -> bytes | None:
    # Holam haser for vav has a place that Python leaves empty.
    try:
        return b"\xca".join([piece.encode("cp1255") for piece in text.split("\u05ba")])
    except UnicodeEncodeError:
        return None


def _decode_1255(data: bytes) -> str | None:
    pieces = [piece.decode("cp1255", errors="replace") for piece in data.split(b"\xca")]
    return "\u05ba".join(pieces)


def _encode_utf16(text: str) -> bytes | None:
    return ("\ufeff" + text).encode("utf-16-be")


def _decode_utf16(data: bytes) -> str | None:
    codec = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return (data[2:] if marked else data).decode(codec, errors="replace")


_ENCODERS: dict[str, Callable[[str], bytes | None]] = {
    "utf-16": _encode_utf16,
    "cp1047": _encode_1047,
    "cp1255": _encode_1255,
    **east_asian_encodings.ENCODERS,
}
_DECODERS: dict[str, Callable[[bytes], str | None]] = {
    "utf-16": _decode_utf16,
    "cp1047": _decode_1047,
    "cp1255": _decode_1255,
    **east_asian_encodings.DECODERS,
}

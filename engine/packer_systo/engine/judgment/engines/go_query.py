"""OPA's functions of queries in addresses, where regorus has other results: what OPA 1.22 gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")


def encode(text: JSON) -> str:
    return "".join([_encoded(byte) for byte in _text(text).encode()])


def decode(text: JSON) -> str:
    content = _text(text).encode().replace(b"+", b" ")
    return _ESCAPE.sub(_byte, content).decode(errors="replace")


def encode_object(fields: JSON) -> str:
    if not isinstance(fields, dict):
        raise TypeError("an object is needed")
    pairs: list[str] = []
    for name in sorted(fields):
        value = fields[name]
        if isinstance(value, str):
            values = [value]
        else:  # a set is one here, too
            values = list(map(_text, value)) if isinstance(value, list) else sorted(_set(value))
        pairs += [f"{encode(name)}={encode(one)}" for one in values]
    return "&".join(pairs)


def decode_object(text: JSON) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in filter(None, _text(text).split("&")):
        if ";" in pair:
            raise ValueError("a query is parted by `&`, not by `;`")
        name, _, value = pair.partition("=")
        found.setdefault(decode(name), []).append(decode(value))
    return found


def _encoded(byte: int) -> str:
    if byte in _KEPT:
        return chr(byte)
    return "+" if byte == ord(" ") else f"%{byte:02X}"


def _byte(escape: re.Match[bytes]) -> bytes:
    if escape[1] is None:
        raise ValueError("a `%` is not followed by two hexadecimal digits")
    return bytes.fromhex(escape[1].decode())


def _set(value: object) -> list[str]:
    if not isinstance(value, (set, frozenset)):
        raise TypeError("a text, or a list or set of texts, is needed")
    members: set[object] = {*value}
    return [_text(one) for one in members]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    return value

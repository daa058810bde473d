"""Values as JSON text, exactly as go-cty writes it (cty/json): compact, keys sorted, HTML-safe."""

from __future__ import annotations

from typing import TypeAlias

from packer_systo.engine.functions.unknowns import reasons_in
from packer_systo.engine.values.equality import wholly_known
from packer_systo.engine.values.marks import inner_secret
from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.value import PartialString, SecretText, Unknown, Value

Part: TypeAlias = str | Unknown | SecretText

_SHORT = {ord('"'): '\\"', ord("\\"): "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
_CODED = (*range(0x20), 0x2028, 0x2029, *map(ord, "<>&"))
_ESCAPES = {**{code: f"\\u{code:04x}" for code in _CODED}, **_SHORT}


def quoted(text: str) -> str:
    """A text as a JSON string, as Go's encoding/json writes it."""
    return f'"{text.translate(_ESCAPES)}"'


def encoded(value: Value) -> str:
    """The JSON text of a value that is wholly known; secrets are written out."""
    parts: list[str] = []
    for part in encoded_parts(value):
        assert not isinstance(part, Unknown)
        parts.append(part if isinstance(part, str) else part.text)
    return "".join(parts)


def encoded_parts(value: Value) -> list[Part]:
    """The JSON text in parts: what is unknown or secret in the value stays so in the text."""
    parts: list[Part] = []
    _encode(value, parts)
    return parts


def _encode(value: Value, parts: list[Part]) -> None:
    if value.secret is not None:
        if wholly_known(value):
            bare = Value(value.type, value.data)
            parts.append(SecretText(encoded(bare), inner_secret(value) or value.secret))
        else:
            parts.append(Unknown(reasons_in((value,))))
        return
    data = value.data
    if data is None:
        parts.append("null")
    elif isinstance(data, str):
        parts.append(quoted(data))
    elif isinstance(data, bool):
        parts.append("true" if data else "false")
    elif isinstance(data, Unknown):
        parts.append(data)
    elif isinstance(data, PartialString):
        parts.append('"')
        for part in data.parts:
            if isinstance(part, Unknown):
                parts.append(part)
            elif isinstance(part, SecretText):
                parts.append(SecretText(part.text.translate(_ESCAPES), part.secret))
            else:
                parts.append(part.translate(_ESCAPES))
        parts.append('"')
    elif isinstance(data, tuple):
        separator = "["
        for element in data:
            parts.append(separator)
            _encode(element, parts)
            separator = ","
        parts.append("]" if data else "[]")
    elif isinstance(data, dict):
        separator = "{"
        for key, element in data.items():
            parts.append(f"{separator}{quoted(key)}:")
            _encode(element, parts)
            separator = ","
        parts.append("}" if data else "{}")
    else:
        parts.append(format_number(data))

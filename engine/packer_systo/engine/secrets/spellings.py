"""The forms in which a secret may stand in a text that somebody made from it."""

from __future__ import annotations

from binascii import b2a_base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_LINE = 16
"""Of a secret of several lines, such as a key, each line of this length is one too."""

SHORTEST_BASE64 = 7

_SIMPLE = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_JSON = {**_SIMPLE, "\b": "\\b", "\f": "\\f"}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def spellings(secret: str) -> Iterator[tuple[str, bool]]:
    r"""Each spelling, and whether it is base64; some may be given twice.

    As it is; escaped as in JSON (with and without Unicode as `\u…`), in Go's JSON, and in HCL;
    percent-encoded; in base64, also as a part of a longer text that was encoded.
    """
    parts = [secret]
    if "\n" in secret:
        parts += [line for line in map(str.strip, secret.split("\n")) if len(line) >= SHORTEST_LINE]
    for part in parts:
        yield part, False
        escaped = "".join([_JSON.get(character) or _control(character) for character in part])
        yield escaped, False
        yield _ascii(escaped), False
        yield _go(escaped), False
        yield escaped.replace("${", "$${").replace("%{", "%%{"), False
        yield escaped.replace("/", "\\/"), False
        yield percent(part), False
        yield percent(part).replace("%20", "+"), False
    for encoded in base64_cores(secret):
        yield encoded, True
        if "+" in encoded or "/" in encoded:
            yield encoded.replace("+", "-").replace("/", "_"), True


def _control(character: str) -> str:
    return character if character >= " " else f"\\u{ord(character):04x}"


def _ascii(escaped: str) -> str:
    if escaped.isascii() and "\x7f" not in escaped:
        return escaped
    units = escaped.encode("utf-16-be", "surrogatepass")
    pairs = [units[at] << 8 | units[at + 1] for at in range(0, len(units), 2)]
    return "".join([chr(unit) if unit < 0x7F else f"\\u{unit:04x}" for unit in pairs])


def _go(escaped: str) -> str:
    """Go's encoding/json also escapes what is special in HTML."""
    return escaped.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def percent(text: str) -> str:
    """RFC 3986's percent-encoding of everything but the unreserved characters."""
    return "".join(
        [
            chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"
            for byte in text.encode("utf-8", "replace")
        ]
    )


def base64_cores(secret: str) -> Iterator[str]:
    """What any base64 holds of a text with the secret in it, for each of the three alignments.

    The characters that depend on what stands before and after the secret too are left out.
    """
    data = secret.encode("utf-8", "replace")
    for before in range(3):
        encoded = b2a_base64(b"\0" * before + data, newline=False).decode("ascii").rstrip("=")
        core = encoded[(0, 2, 3)[before] :]
        if (before + len(data)) % 3:
            core = core[:-1]
        if len(core) >= SHORTEST_BASE64:
            yield core

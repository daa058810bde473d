"""The tokens of JSON (RFC 8259) as patterns, and the decoding of strings.

The patterns use possessive quantifiers, which never give back what they took: matching is linear
in time and needs no memory, also where it fails. Python 3.11.0 to 3.11.4 leave the place wrong
when a repeated group fails halfway, so no group here can fail where what follows it would match;
that is why the escapes of a string are looked at afterwards, in `decode`.
"""

from __future__ import annotations

import re

SPACE = r"[ \t\r\n]*+"
STRING = r'"((?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+)"'
NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?"

# Two escapes that form one character, one escape of four digits, or any other.
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))",
    re.DOTALL,
)
_SIMPLE = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}


class BadEscapeError(ValueError):
    """A backslash that no escape of JSON follows."""


def decode(raw: str) -> str:
    """The text that a string stands for; `raw` is what stands between its quotes.

    Half a surrogate pair is U+FFFD, as in Go. Raises BadEscapeError.
    """
    return _ESCAPE.sub(_decode_escape, raw)


def _decode_escape(match: re.Match[str]) -> str:
    kind = match.lastindex
    if kind == 4:
        character = _SIMPLE.get(match[4])
        if character is None:
            raise BadEscapeError
        return character
    if kind == 3:
        code = int(match[3], 16)
        return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
    return chr(0x10000 + ((int(match[1], 16) & 0x3FF) << 10) + (int(match[2], 16) & 0x3FF))


def escapes(raw: str) -> list[tuple[int, int]]:
    """Where each escape ends: (offset in the decoded text, offset in `raw`), in order."""
    places: list[tuple[int, int]] = []
    shorter = 0
    for match in _ESCAPE.finditer(raw):
        shorter += match.end() - match.start() - 1
        places.append((match.end() - shorter, match.end()))
    return places

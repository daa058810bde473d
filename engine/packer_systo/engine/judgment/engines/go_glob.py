"""OPA's globs, as regular expressions: what OPA 1.22 gives, which reads them by `gobwas/glob` 1.0.

`*` and `?` match no delimiter, `**` matches all, `[a-c]`, `[abc]` and `[!abc]` match one character, `{a,b*}`
one of several patterns; a backslash takes what follows it as it is. Without delimiters, which `[]` does not
say (that is a dot) but `null` does, `*` is `**`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from packer_systo.engine.judgment.matching import matcher

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

_SPECIAL = frozenset("*?\\[]{}")
_OF_EXPRESSIONS = frozenset("\\.+*?()|[]{}^$-&~#")
_ANYTHING = "(?s:.)"


def match(pattern: JSON, delimiters: JSON, text: JSON) -> bool:
    if not isinstance(pattern, str) or not isinstance(text, str):
        raise TypeError("a text is needed")
    match delimiters:
        case None:
            parted_by = ""
        case list():
            if not all(isinstance(one, str) and len(one) == 1 for one in delimiters):
                raise ValueError("a delimiter is one character")
            parted_by = "".join(map(str, delimiters)) or "."
        case _:
            raise TypeError("a list of delimiters or null is needed")
    return matcher().matches(text, _expression(pattern, parted_by))


def quote_meta(text: JSON) -> str:
    if not isinstance(text, str):
        raise TypeError("a text is needed")
    return "".join([f"\\{one}" if one in _SPECIAL else one for one in text])


@lru_cache(maxsize=1000)
def _expression(pattern: str, delimiters: str) -> str:
    return rf"\A(?:{_Glob(pattern, delimiters).expression()})\z"


class _Glob:
    def __init__(self, pattern: str, delimiters: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._one = f"[^{''.join(map(_quoted, delimiters))}]" if delimiters else _ANYTHING

    def expression(self) -> str:
        pieces: list[str] = []
        groups = 0
        while self._at < len(self._pattern):
            one = self._read()
            if one == "*":
                if self._peek() == "*":
                    self._at += 1
                    pieces.append(f"{_ANYTHING}*")
                else:
                    pieces.append(f"{self._one}*")
            elif one == "?":
                pieces.append(self._one)
            elif one == "[":
                pieces.append(self._class())
            elif one == "{":
                groups += 1
                pieces.append("(?:")
            elif one == "," and groups:
                pieces.append("|")
            elif one == "}" and groups:
                groups -= 1
                pieces.append(")")
            else:
                pieces.append(_quoted(self._read() if one == "\\" else one))
        if groups:
            raise ValueError("a `{` of the glob is not closed")
        return "".join(pieces)

    def _class(self) -> str:
        """What follows a `[`: a range or some characters, and the `]`."""
        one = self._read()
        without = one == "!"
        if without:
            one = self._read()
        if self._peek() == "-":
            self._at += 1
            last = self._read()
            if last < one:
                raise ValueError("a range of the glob ends before it begins")
            inside = f"{_quoted(one)}-{_quoted(last)}"
            if self._read() != "]":
                raise ValueError("a `[` of the glob has more than a range")
        else:
            inside = ""
            while one != "]":
                inside += _quoted(self._read() if one == "\\" else one)
                one = self._read()
            if not inside:
                raise ValueError("a `[]` of the glob is empty")
        return f"[^{inside}]" if without else f"[{inside}]"

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _read(self) -> str:
        if self._at == len(self._pattern):
            raise ValueError("the glob is not complete")
        self._at += 1
        return self._pattern[self._at - 1]


def _quoted(character: str) -> str:
    return f"\\{character}" if character in _OF_EXPRESSIONS else character

"""Grapheme clusters: what a person takes for one character.

go-cty counts and cuts strings by them (github.com/apparentlymart/go-textseg). This is its grammar,
which is a little more permissive than Unicode's UAX #29: a joiner glues a pictograph to anything
that takes extensions, and U+FFFD stands alone like a control character.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

_OTHER = ""
_JOINER = "\u200d"


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[int], list[str]]:
    """The starts, ends and classes of all ranges, ascending."""
    from packer_systo.engine.functions import grapheme_tables as tables

    found: list[tuple[int, int, str]] = []
    for name, table in (
        ("control", tables.CONTROL),
        ("extend", tables.EXTEND),
        ("prepend", tables.PREPEND),
        ("pictograph", tables.PICTOGRAPHIC),
        ("L", tables.HANGUL_L),
        ("V", tables.HANGUL_V),
        ("T", tables.HANGUL_T),
    ):
        for item in table.split():
            start, _, end = item.partition("-")
            found.append((int(start, 16), int(end or start, 16), name))
    found.sort()
    return ([r[0] for r in found], [r[1] for r in found], [r[2] for r in found])


@lru_cache(maxsize=4096)
def _class(character: str) -> str:
    """`control`, `extend`, `prepend`, `pictograph`, `flag`, `joiner`, a Hangul class, or nothing."""
    code = ord(character)
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "flag"
    if character == _JOINER:
        return "joiner"
    if character in "\r\n\ufffd":
        return "control"
    starts, ends, classes = _ranges()
    place = bisect_right(starts, code) - 1
    return classes[place] if place >= 0 and code <= ends[place] else _OTHER


class _Scanner:
    """One pass over a text; `ends` are the offsets after each cluster."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str | None:
        """The class of the next character, None at the end."""
        return _class(self.text[self.at]) if self.at < len(self.text) else None

    def take(self, *classes: str) -> bool:
        """Pass all following characters of the classes; whether there was one."""
        start = self.at
        while self.peek() in classes:
            self.at += 1
        return self.at > start

    def take_one(self, name: str) -> bool:
        if self.peek() == name:
            self.at += 1
            return True
        return False

    def cluster(self) -> None:
        """Pass one cluster; there is at least one character left."""
        if self.text.startswith("\r\n", self.at):
            self.at += 2
            return
        first = self.peek()
        if first == "control":
            self.at += 1
            return
        if self.take("prepend"):
            first = self.peek()
            if first is None or first == "control":
                return
        if first in ("L", "V", "T", "LV", "LVT"):
            self._hangul()
            self._extension()
        elif first == "pictograph":
            self.at += 1
            self._extension()
        elif first == "flag":
            self.at += 1
            self.take_one("flag")
            self._extension()
        else:
            self.at += 1
            self.take("extend", "joiner")

    def _hangul(self) -> None:
        if self.take("L"):
            # After leading jamo, an LV syllable takes trailing jamo only through a vowel jamo.
            if self.take_one("LVT"):
                self.take("T")
                return
            self.take_one("LV")
            if self.take("V"):
                self.take("T")
        elif self.take_one("LV"):
            self.take("V")
            self.take("T")
        elif self.take("V") or self.take_one("LVT"):
            self.take("T")
        else:
            self.take("T")

    def _extension(self) -> None:
        while True:
            if self.take("extend"):
                continue
            if not self.take_one("joiner"):
                return
            self.take_one("pictograph")


def clusters(text: str) -> list[str]:
    """The clusters of a text in order."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    scanner = _Scanner(text)
    found: list[str] = []
    while scanner.at < len(text):
        start = scanner.at
        scanner.cluster()
        found.append(text[start : scanner.at])
    return found


def cluster_count(text: str) -> int:
    """How many clusters a text has."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return len(clusters(text))

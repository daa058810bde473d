"""Where the careful JSON reader stands in a text, and the way over what is not a token."""

from __future__ import annotations

import re

from packer_systo.engine.syntax.json.mistakes import Mistakes
from packer_systo.engine.syntax.json.tokens import SPACE, STRING

_SPACE = re.compile(SPACE)
_OTHER_SPACE = re.compile(r"[^\S \t\r\n]|[\ufeff\u200b]")
_LINE = re.compile(r"[^\r\n]*+")
_BRACKET_OR_STRING = re.compile(rf"[\[\]{{}}]|{STRING}")


class Cursor:
    """A text, a place in it (`at`), and the mistakes found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.length = len(text)
        self.at = 0
        self.mistakes = Mistakes()

    def after_space(self, at: int) -> str:
        """The first character after the plain space at `at`; empty at the end."""
        match = _SPACE.match(self.text, at)
        end = match.end() if match is not None else at
        return self.text[end : end + 1]

    def skip_space(self) -> None:
        """Go over space and comments; JSON has no comments, so each of those is a mistake."""
        text = self.text
        while True:
            match = _SPACE.match(text, self.at)
            if match is not None:
                self.at = match.end()
            if self.mistakes.full:
                # Nothing more is said, so nothing more needs to be read.
                self.at = self.length
            if self.at >= self.length:
                return
            start = self.at
            if text.startswith(("//", "#"), start):
                line = _LINE.match(text, start)
                self.at = line.end() if line is not None else self.length
                self.comment(start)
            elif text.startswith("/*", start):
                close = text.find("*/", start + 2)
                self.at = close + 2 if close >= 0 else self.length
                self.comment(start)
            elif _OTHER_SPACE.match(text, start):
                self.at += 1
                self.mistakes.add(
                    start,
                    self.at,
                    f"Between values only plain spaces, tabs and line breaks may stand, "
                    f"not the character U+{ord(text[start]):04X}.",
                    '"key": "value"',
                )
            else:
                return

    def comment(self, start: int) -> None:
        self.mistakes.add(
            start,
            self.at,
            "JSON has no comments; a legacy template takes one as a key at its root that starts "
            "with an underscore.",
            '"_comment": "why"',
        )

    def skip_container(self) -> None:
        """Go over an object or array without reading it."""
        depth = 0
        for match in _BRACKET_OR_STRING.finditer(self.text, self.at):
            mark = match[0]
            if mark in "{[":
                depth += 1
            elif mark in "}]":
                depth -= 1
                if depth == 0:
                    self.at = match.end()
                    return
        self.at = self.length

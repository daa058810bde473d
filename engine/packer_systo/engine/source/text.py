"""One text file in memory, and the places in it.

Offsets are indices into the decoded text (characters, from 0). Lines and columns are what people
and editors count: both from 1, a column being one Unicode character.
"""

from __future__ import annotations

from bisect import bisect_right

import msgspec


class Position(msgspec.Struct, frozen=True, order=True):
    """A line and a column, both from 1."""

    line: int
    column: int


class SourceText:
    """The text of one file with its line index, built when first asked for.

    `path` is what reports show: relative to the working directory, with forward slashes.
    A byte order mark is not part of `text`; `byte_order_mark` says whether the file has one.
    """

    __slots__ = ("_starts", "byte_order_mark", "path", "text")

    def __init__(self, path: str, text: str, *, byte_order_mark: bool = False) -> None:
        self.path = path
        self.text = text
        self.byte_order_mark = byte_order_mark
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of each line's first character."""
        if self._starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> Position:
        starts = self.starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The inverse of `position`."""
        return self.starts[position.line - 1] + position.column - 1

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line break; empty when there is none."""
        starts = self.starts
        if not 1 <= number <= len(starts):
            return ""
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


class Span(msgspec.Struct, frozen=True, gc=False):
    """A stretch of one file: `start` inclusive, `end` exclusive, both offsets."""

    source: SourceText
    start: int
    end: int

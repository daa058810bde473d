"""An item more or less in a list as it is written: HCL tuples and JSON arrays alike."""

from __future__ import annotations

import msgspec

from packer_systo.engine.fixes.change import Change
from packer_systo.engine.fixes.layout import (
    above_comments,
    indent_at,
    line_end,
    line_start,
    next_line,
    starts_its_line,
)


class WrittenList(msgspec.Struct, frozen=True):
    """A list in a text: its brackets' outer offsets, and `start`, `end` of each item."""

    text: str
    newline: str
    start: int
    end: int
    items: list[tuple[int, int]]

    def insert(self, index: int, value: str) -> tuple[Change, ...]:
        """Put an item before the one at `index`, or after the last. Empty where it cannot be."""
        if not self.items:
            inside = self.text[self.start + 1 : self.end - 1]
            return () if inside.strip() else (Change(self.start, self.end, f"[{value}]"),)
        if index >= len(self.items):
            return self._append(value)
        start = self.items[index][0]
        if not starts_its_line(self.text, start):
            return (Change(start, start, f"{value}, "),)
        at = above_comments(self.text, line_start(self.text, start))
        indent = indent_at(self.text, start)
        return (Change(at, at, f"{indent}{value},{self.newline}"),)

    def remove(self, index: int) -> tuple[Change, ...]:
        """Take an item out, with its comma. Never the last one that is left."""
        if len(self.items) < 2 or index >= len(self.items) or self._is_heredoc(index):
            return ()
        start, end = self.items[index]
        if index == len(self.items) - 1:
            return (Change(self.items[index - 1][1], self._with_comma(end), ""),)
        last = line_end(self.text, end)
        if starts_its_line(self.text, start) and self.text[end:last].strip() == ",":
            return (Change(line_start(self.text, start), next_line(self.text, end), ""),)
        return (Change(start, self.items[index + 1][0], ""),)

    def _append(self, value: str) -> tuple[Change, ...]:
        if self._is_heredoc(len(self.items) - 1):
            return ()
        start, end = self.items[-1]
        if not starts_its_line(self.text, start):
            return (Change(end, end, f", {value}"),)
        line = f"{self.newline}{indent_at(self.text, start)}{value}"
        at = line_end(self.text, end)
        if self._with_comma(end) > end:
            return (Change(at, at, f"{line},"),) if at < self.end else ()
        if at >= self.end or not self.text[end:at].strip():
            return (Change(end, end, f",{line}"),)
        return Change(end, end, ","), Change(at, at, line)  # a comment stays with its item

    def _with_comma(self, end: int) -> int:
        """The end of an item with the comma that follows it on its line, if one does."""
        at = end
        while at < self.end and self.text[at] in " \t":
            at += 1
        return at + 1 if self.text[at : at + 1] == "," else end

    def _is_heredoc(self, index: int) -> bool:
        return self.text.startswith("<<", self.items[index][0])

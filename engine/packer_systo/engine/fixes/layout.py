"""The layout around a place of a text: what is added must look like its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.source.text import SourceText


def line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """The offset of the line's break (before a CR), or of the text's end."""
    found = text.find("\n", offset)
    if found < 0:
        return len(text)
    return found - 1 if found > offset and text[found - 1] == "\r" else found


def next_line(text: str, offset: int) -> int:
    """Where the next line starts, or the text's end."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def indent_at(text: str, offset: int) -> str:
    """The white space with which the line of `offset` begins."""
    start = line_start(text, offset)
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[start:end]


def indent_unit(text: str) -> str:
    """What the file indents one level by: as much as its first indented line; else two spaces."""
    at = 0
    while at < len(text):
        end = next_line(text, at)
        indent = indent_at(text, at)
        if indent and text[at:end].strip():
            return "\t" if indent.startswith("\t") else indent[:8]
        at = end
    return "  "


def starts_its_line(text: str, offset: int) -> bool:
    return not text[line_start(text, offset) : offset].strip()


def above_comments(text: str, start: int) -> int:
    """The start of the comment lines right above a line, which belong to it; or of itself."""
    while start:
        above = line_start(text, start - 1)
        if not text[above:start].lstrip(" \t").startswith(("#", "//")):
            break
        start = above
    return start


def newline_of(source: SourceText) -> str:
    """The line break that the file uses: that of its first line."""
    first = source.text.find("\n")
    return "\r\n" if first > 0 and source.text[first - 1] == "\r" else "\n"


def with_newlines(text: str, newline: str) -> str:
    return text if newline == "\n" else text.replace("\n", newline)

"""Pieces of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTICE_START = "<!-- Written by `"
_NOTICE = NOTICE_START + "{by}` from {source}. Change that, not this page. -->"


def cell(text: str) -> str:
    """Text for a cell of a table: one line, and no bar that would end it."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. A head of empty cells is one that is not shown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"|{'|'.join(_padded(cell(text)) for text in line)}|\n" for line in lines)


def _padded(text: str) -> str:
    return f" {text} " if text else " "


def fence(language: str, text: str) -> str:
    """A block of code, fenced by more backticks than it holds in a row."""
    marks = "```"
    while marks in text:
        marks += "`"
    return f"{marks}{language}\n{text.rstrip()}\n{marks}\n"


def page(source: str, *parts: str, by: str = "make docs") -> str:
    """A page with its notice and parts, each parted by an empty line. `by` is what wrote it."""
    notice = _NOTICE.format(source=source, by=by)
    return "\n\n".join([notice, *(part.strip("\n") for part in parts if part)]) + "\n"

"""The fenced blocks of a Markdown page, with what a comment before them says about running them.

    <!-- docs: exit 1 -->
    ```console
    $ systo-policy check debian
    …
    ```

A comment holds for the fence after it; what it may say stands in `directives.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from documents.directives import Directive, read_directive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)")
_DIRECTIVE = re.compile(r"<!-- docs: (.+?) -->\s*")
_TITLE = re.compile(r'title="([^"]*)"')


class Fence(NamedTuple):
    """One block. `title` is the file that it shows, or empty; `line` is where its fence opens."""

    page: Path
    line: int
    language: str
    title: str
    text: str
    said: Directive

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"


def fences(page: Path) -> list[Fence]:
    """The fences of a page, in order. A fence that is not closed is an error."""
    return list(_fences(page, page.read_text(encoding="utf-8").split("\n")))


def without_fences(text: str) -> str:
    """The text of a page with its fenced lines emptied, so that line numbers stay."""
    kept: list[str] = []
    marks = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if marks:
            if found is not None and found[2].startswith(marks) and not found[3].strip():
                marks = ""
            kept.append("")
        elif found is not None:
            marks = found[2]
            kept.append("")
        else:
            kept.append(line)
    return "\n".join(kept)


def _fences(page: Path, lines: list[str]) -> Iterator[Fence]:
    directive = ""
    at = 0
    while at < len(lines):
        found = _FENCE.match(lines[at])
        spoken = _DIRECTIVE.fullmatch(lines[at])
        if spoken is not None:
            assert not directive, f"{page.name}:{at + 1}: two comments in a row"
            directive = spoken[1]
        elif found is not None:
            indent, marks, info = len(found[1]), found[2], found[3].strip()
            end = at + 1
            while not (lines[end].strip().startswith(marks) and not lines[end].strip(" `~")):
                end += 1
                assert end < len(lines), f"{page.name}:{at + 1}: the fence is not closed"
            text = "".join(f"{_dedented(line, indent)}\n" for line in lines[at + 1 : end])
            title = _TITLE.search(info)
            language = info.partition(" ")[0]
            said = read_directive(directive, f"{page.name}:{at + 1}")
            yield Fence(page, at + 1, language, title[1] if title else "", text, said)
            directive = ""
            at = end
        elif lines[at].strip():
            assert not directive, f"{page.name}:{at + 1}: the comment before has no fence after it"
        at += 1


def _dedented(line: str, indent: int) -> str:
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]

"""Which lines a waiver comment is about.

Beside something it is about the attribute or block that begins on its line, whole, else about that
line. Alone on its line it is about what follows in the same way (an item of a list is a line). Where
nothing but comments stands above, it is about the whole template too: that is told at the first line.
In a script it is about a line, and at its head about the script as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.nodes import Block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Attribute, Comment


class Scopes:
    """Answers for one file. `begun`: of what begins on a line, the last line."""

    def __init__(
        self, source: SourceText, comments: Sequence[Comment], begun: Mapping[int, int]
    ) -> None:
        self._source = source
        self._ends_of_comments = {
            source.position(one.start).line: source.position(one.end).line
            for one in comments
            if self._is_alone(one)
        }
        self._begun = begun

    def of(self, comment: Comment) -> tuple[int, int]:
        """The first and the last line that the comment is about."""
        first = line = self._source.position(comment.start).line
        if self._is_alone(comment):
            if line < min(self._begun, default=0):
                first = 1
            last = len(self._source.starts)
            while line <= last:
                if line in self._ends_of_comments:
                    line = self._ends_of_comments[line] + 1
                elif self._source.line(line).strip():
                    break
                else:
                    line += 1
        return first, self._begun.get(line, line)

    def _is_alone(self, comment: Comment) -> bool:
        """Whether nothing else is on the comment's lines."""
        source = self._source
        first = source.position(comment.start)
        last = source.position(comment.end)
        before = source.line(first.line)[: first.column - 1]
        after = source.line(last.line)[last.column - 1 :]
        return not before.strip() and not after.strip()


def blocks(source: SourceText) -> dict[int, int]:
    """Of the attribute or block that begins on a line, the last line; of several, the outermost's.

    The file is parsed again: few files have waivers.
    """
    from packer_systo.engine.syntax.hcl.parser import parse

    begun: dict[int, int] = {}
    pending: list[Attribute | Block] = list(reversed(parse(source.text).file.body.items))
    while pending:
        item = pending.pop()
        first = source.position(item.start).line
        last = source.position(max(item.start, item.end - 1)).line
        begun.setdefault(first, last)
        if isinstance(item, Block):
            pending.extend(reversed(item.body.items))
    return begun


def first_command(source: SourceText) -> dict[int, int]:
    """The first line of a script that is no comment; each line stands for itself."""
    for line in range(1, len(source.starts) + 1):
        text = source.line(line).strip()
        if text and not text.startswith("#"):
            return {line: line}
    return {}

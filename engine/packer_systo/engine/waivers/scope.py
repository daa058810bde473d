"""Which lines a waiver comment is about.

Beside something it is about the attribute or block that begins on its line, whole, else about that
line. Alone on its line it is about what follows in the same way (an item of a list is a line). Where
nothing but comments stands above, it is about the whole template too: that is told at the first line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.nodes import Attribute, Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Body, Comment


class Scopes:
    """Answers for one file, which it parses: few files have waivers."""

    def __init__(self, source: SourceText, comments: Sequence[Comment]) -> None:
        from packer_systo.engine.syntax.hcl.parser import parse

        self._source = source
        self._ends_of_comments = {
            source.position(one.start).line: source.position(one.end).line
            for one in comments
            if self._is_alone(one)
        }
        self._begun: dict[int, int] = {}
        self._collect(parse(source.text).file.body)

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

    def _collect(self, body: Body) -> None:
        """The last line of what begins on a line; of several things, the outermost's."""
        pending: list[Attribute | Block] = list(reversed(body.items))
        while pending:
            item = pending.pop()
            first = self._source.position(item.start).line
            last = self._source.position(max(item.start, item.end - 1)).line
            self._begun.setdefault(first, last)
            if isinstance(item, Block):
                pending.extend(reversed(item.body.items))

"""The scanner: one token of code at a time, comments set aside.

The parser asks for the next token with `advance`, after it has said by `newlines` whether line
breaks count there: they do in bodies and between the items of an object, not within parentheses,
brackets and template sequences.
"""

from __future__ import annotations

from typing import Final

from packer_systo.engine.syntax.hcl.mistakes import too_deep, too_long
from packer_systo.engine.syntax.hcl.nodes import Comment
from packer_systo.engine.syntax.hcl.patterns import (
    BREAK,
    COMMENT,
    DIGITS,
    FINISH,
    LONG_COMMENT,
    MARK,
    MARKER,
    NAMED,
    TOKEN,
)
from packer_systo.engine.syntax.hcl.tokens import END, HEREDOC, NAME, NUMBER, OTHER

MAX_DEPTH: Final = 100
"""How deep brackets, blocks and template sequences may nest: a level takes up to four frames."""
MAX_CHAIN: Final = 250
"""How many operators, or steps of a path, may follow each other: each makes the tree deeper."""
MAX_MISTAKES: Final = 1000


class TooManyMistakes(Exception):  # noqa: N818 - a mistake of the text, not of the program
    """Whatever this text is, it is not HCL: reading on would tell nothing new."""


class Scanner:
    """`kind`, `start` and `end` are the current token's."""

    __slots__ = (
        "ascii",
        "comments",
        "deepest",
        "end",
        "flush",
        "kind",
        "longest",
        "marker",
        "newlines",
        "opened",
        "start",
        "text",
        "uncommented",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.ascii = text.isascii()
        self.kind: str = OTHER
        self.start: int = 0
        self.end: int = 0
        self.newlines = True
        self.comments: list[Comment] = []
        # From here on no comment is closed any more.
        self.uncommented = len(text)
        # The closing marks of what is open, from the outermost on.
        self.opened: list[str] = []
        self.deepest = 0
        self.longest = 0
        # The latest heredoc introducer's.
        self.marker: str = ""
        self.flush = False

    def past_comma(self) -> bool:
        """Read the token after the current one, if that is a comma; whether it was."""
        if self.kind != ",":
            return False
        self.advance()
        return True

    def advance(self) -> None:
        """Read the token after the current one."""
        text = self.text
        position = self.end
        while True:
            match = TOKEN(text, position)
            which = match.lastindex
            if which == NAMED:
                self.kind = NAME
                self.start, self.end = match.span(1)
                if not self.ascii:
                    self._check_name()
                return
            if which == MARK:
                self.kind = match[2]
                self.start, self.end = match.span(2)
                return
            if which == BREAK:
                position = match.end()
                if self.newlines:
                    self.kind = "\n"
                    self.start = match.start(3)
                    self.end = position
                    return
            elif which == COMMENT:
                position = match.end()
                self.comments.append(Comment(*match.span(5)))
            elif which == DIGITS:
                self.kind = NUMBER
                self.start, self.end = match.span(4)
                return
            elif which == MARKER:
                self.kind = HEREDOC if self.ascii or self._is_name(match[7]) else "<"
                self.marker = match[7]
                self.flush = bool(match[6])
                self.start = match.start(6) - 2
                self.end = match.end() if self.kind is HEREDOC else self.start + 1
                return
            elif which == LONG_COMMENT:
                start = match.start(8)
                position = self.comment_end(start)
                if position < 0:
                    self.kind = OTHER
                    self.start = start
                    self.end = start + 2
                    return
                self.comments.append(Comment(start, position))
            elif which == FINISH:
                self.kind = END
                self.start = self.end = len(text)
                return
            else:
                self.kind = OTHER
                self.end = match.end()
                self.start = self.end - 1
                return

    def comment_end(self, start: int) -> int:
        """Where the `/* */` comment at `start` ends; -1 when it is never closed."""
        if start >= self.uncommented:
            return -1
        closed = self.text.find("*/", start + 2)
        if closed < 0:
            self.uncommented = start
            return -1
        return closed + 2

    def _check_name(self) -> None:
        """Shorten a name that holds characters which names cannot hold."""
        name = self.text[self.start : self.end]
        if name.isascii():
            return
        from packer_systo.engine.syntax.hcl.identifiers import name_length

        length = name_length(name)
        if not length:
            self.kind = OTHER
            length = 1
        self.end = self.start + length

    def _is_name(self, text: str) -> bool:
        from packer_systo.engine.syntax.hcl.identifiers import name_length

        return name_length(text) == len(text)

    def enter(self, closer: str) -> None:
        """One level deeper, until `closer`; whoever called this takes it off `opened` again."""
        opened = self.opened
        opened.append(closer)
        depth = len(opened)
        if depth > self.deepest:
            self.deepest = depth
            if depth > MAX_DEPTH:
                # The next one that is too deep is reported too.
                self.deepest = MAX_DEPTH
                raise too_deep(self.start, self.end, MAX_DEPTH)

    def chained(self, count: int) -> None:
        """Note how long a chain of operators or steps is; raises where it is too long."""
        if count > self.longest:
            self.longest = count
            if count > MAX_CHAIN:
                self.longest = MAX_CHAIN
                raise too_long(self.start, self.end, MAX_CHAIN)

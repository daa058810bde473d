"""Going on after a mistake: say it once, then find a place from which reading makes sense again.

Such a place is the next comma, line break or closing mark of the bracket that the mistake is in,
or a line that looks like the start of a setting or block and is not indented deeper than the item
that the mistake is in. Each search starts where the one before it ended, so that all of them
together look at the text once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packer_systo.engine.syntax.diagnostic import Diagnostic
from packer_systo.engine.syntax.hcl.mistakes import Mistake
from packer_systo.engine.syntax.hcl.nodes import Comment
from packer_systo.engine.syntax.hcl.patterns import (
    INDENTATION,
    ITEM_LINE,
    NEXT_LINE,
    OBJECT_ITEM,
    OPEN_LINE,
    ROUGH,
    ROUGH_BREAK,
    ROUGH_CLOSING,
    ROUGH_COMMA,
    ROUGH_COMMENT,
    ROUGH_HEREDOC,
    ROUGH_LONG_COMMENT,
    ROUGH_OPENING,
    SETTING,
)
from packer_systo.engine.syntax.hcl.scanner import MAX_MISTAKES, Scanner, TooManyMistakes
from packer_systo.engine.syntax.hcl.tokens import CLOSING, END, STARTS_VALUE

if TYPE_CHECKING:
    import re

OUTSIDE: Final = -1
QUOTED: Final = -2
"""Values of `within`: not in a template sequence; in one of a quoted string. Else the offset of the
line that closes the heredoc around the sequence."""


class RecoveringScanner(Scanner):
    """A scanner that keeps diagnostics, and can skip what it cannot make sense of."""

    __slots__ = (
        "blocks",
        "closings",
        "diagnostics",
        "doubt",
        "doubt_at_end",
        "first_words",
        "item",
        "lacking",
        "last_lines",
        "latest",
        "loose",
        "mistakes",
        "muted",
        "resumed",
        "vague",
        "within",
    )

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.diagnostics: list[Diagnostic] = []
        self.mistakes = 0
        # Where the latest reported mistake is.
        self.latest = -1
        # The same, where a list or call has had no other mistakes than missing commas.
        self.lacking = -1
        # From there on the rest of its line is told again: before, it was not made sense of.
        self.muted = -1
        # Up to there that cannot be: how the line is to be read is not clear.
        self.vague = -1
        # The farthest place to which a mistake may have hidden closing marks: what was opened
        # before it and seems never closed is not reported once more.
        self.doubt = -1
        # The same when the file ended within the first block that has no end; else -1.
        self.doubt_at_end = -1
        # Where the item of the body starts that is being read.
        self.item = 0
        # Where reading went on after the latest broken item: what makes no sense right there is
        # a consequence of it.
        self.resumed = -1
        # Where the latest item starts that may have left a } over.
        self.loose = -1
        # How many of `opened` are the blocks around the item.
        self.blocks = 0
        self.within = OUTSIDE
        # Where the last line with each content, and the last one with each first word, starts:
        # made when first needed.
        self.last_lines: dict[str, int] | None = None
        self.first_words: dict[str, int] | None = None
        # By marker: from where the line that closes a heredoc was looked for, and its place.
        self.closings: dict[str, tuple[int, int, int]] = {}

    def report(self, mistake: Mistake) -> None:
        """Keep a mistake, unless it is a consequence of one that was reported."""
        self.mistakes += 1
        if self.mistakes > MAX_MISTAKES:
            raise TooManyMistakes
        start = mistake.start
        if not self.diagnostics:
            # The first is always said, so that no text with a mistake passes for a valid one.
            pass
        elif mistake.silent or (0 <= mistake.opener <= self.doubt):
            return
        latest = self.latest
        if (
            latest >= 0
            and start < self.muted
            and self.text.find("\n", min(latest, start), max(latest, start)) < 0
        ):
            # On the same line as the one before, in what that one left unclear.
            return
        self.latest = start
        self.muted = len(self.text)
        if mistake.vague:
            self.vague = self.text.find("\n", start) % (self.muted + 1)
        end = min(mistake.end, len(self.text))
        self.diagnostics.append(
            Diagnostic(start, end, mistake.message, mistake.example, why=mistake.why)
        )

    def trust(self, offset: int) -> None:
        """From here on reading makes sense again, also on the line of the latest mistake."""
        if offset > self.vague:
            self.muted = min(self.muted, offset)

    def glued(self, start: int) -> bool:
        """Does a token follow the one before it without a space, as pieces of a broken one do?"""
        return not self.text[start - 1 : start].isspace()

    def told_on_line(self, start: int) -> bool:
        """Was a mistake told before this place, on the same line?"""
        return 0 <= self.latest <= start and self.text.find("\n", self.latest, start) < 0

    def line(self, offset: int) -> int:
        """The number of the line, from 1, at an offset."""
        return self.text.count("\n", 0, offset) + 1

    def indentation(self, offset: int) -> int:
        """How many characters of space the line starts with that `offset` is in."""
        start = self.text.rfind("\n", 0, offset) + 1
        return INDENTATION(self.text, start).end() - start

    def starts_line(self, offset: int) -> bool:
        start = self.text.rfind("\n", 0, offset) + 1
        return self.text[start:offset].isspace() or start == offset

    def recover(
        self, mistake: Mistake, opener: int, depth: int, separators: str, *, newlines: bool
    ) -> None:
        """Report a mistake within the bracket at `opener`, and go on within that bracket.

        The current token is then one of the `separators`, the bracket's closing mark, or, in an
        object, the start of an item. `depth` is how many brackets were open with this one. Raises
        a silent Mistake where what follows belongs to something further out.
        """
        # Of a bracket that should not be here, what is in it is not told.
        mistake.silent = mistake.silent or self.latest == opener
        self.report(mistake)
        closer = self.opened[depth - 1]
        del self.opened[depth:]
        self.newlines = newlines
        if mistake.opener == opener:
            # What is here belongs further out.
            self.doubt = max(self.doubt, self.start)
            raise Mistake(self.start, self.end, "", silent=True)
        if (
            closer == "}"
            and self.kind != END
            and OBJECT_ITEM(self.text, self.start)
            and self.starts_line(self.start)
            and not self.outside(self.start, opener)
        ):
            return
        position, mark = self._skip(self.start, separators + closer, opener)
        self.end = position
        if mark == END:
            self.kind = END
            self.start = position
        else:
            self.advance()
        if mark == closer or mark in separators:
            self.trust(position + 1)
        else:
            self.doubt = max(self.doubt, position)
            raise Mistake(position, position, "", silent=True)

    def assumed(self, mistake: Mistake) -> None:
        """A mark or word is missing before the current token: go on as if it were there.

        Raises the mistake where the token starts no value.
        """
        if self.kind not in STARTS_VALUE or self.glued(self.start):
            raise mistake
        self.report(mistake)
        self.trust(self.start)

    def resynchronise(self, mistake: Mistake) -> None:
        """Report a mistake in an item of a body, and go to the item's end.

        Lines that are indented deeper than the item belong to it. The current token is then a
        line break, the end, a closing brace or the start of an item.
        """
        self.report(mistake)
        self.newlines = True
        start = self.start
        if start > self.item and ITEM_LINE(self.text, start) and self.starts_line(start):
            # What is here was met where line breaks do not count, and may start a further item.
            deeper = self.indentation(start) > self.indentation(self.item)
            position = self._item_end(start) if deeper else start
        else:
            position = self._item_end(start)
        if self.text.find("\n", start, position) >= 0:
            # Lines were skipped, and what they open or close was only counted.
            self.loose = self.item
        self.end = position
        self.advance()
        self.resumed = self.start

    def _item_end(self, position: int) -> int:
        """The line break after the body's item, from a place within it on."""
        text = self.text
        size = len(text)
        outer = self.indentation(self.item)
        opened = OPEN_LINE(text, self.item) is not None
        level = 0
        while position < size:
            match = ROUGH(text, position)
            which = match.lastindex
            if which == ROUGH_BREAK:
                line = NEXT_LINE(text, position)
                inner = line.end(1) - line.start(1)
                start = line.end(1)
                if text[start : start + 1] in CLOSING and inner == outer and (level or opened):
                    # Its place tells what it closes better than the count does.
                    opened = False
                    level = 0
                    position = start + 1
                    continue
                if inner <= outer and (not level or ITEM_LINE(text, start)):
                    if level:
                        self.doubt = max(self.doubt, position)
                    return position
                position = start
                continue
            if which == ROUGH_OPENING:
                level += 1
            elif which == ROUGH_CLOSING:
                if level:
                    level -= 1
                else:
                    # It may have been the block's.
                    self.doubt = max(self.doubt, position)
            position = self._past(match)
        self.doubt = max(self.doubt, size)
        return position

    def closing_on_line(self, position: int) -> int:
        """The } on the line of `position` that closes what is open there; -1 when there is none."""
        text = self.text
        level = 0
        while position < len(text):
            match = ROUGH(text, position)
            which = match.lastindex
            if which in {ROUGH_BREAK, ROUGH_COMMENT, ROUGH_LONG_COMMENT, ROUGH_HEREDOC}:
                break
            if which == ROUGH_OPENING:
                level += 1
            elif which == ROUGH_CLOSING:
                if not level and match[5] == "}":
                    return position
                level = max(0, level - 1)
            position = match.end()
        return -1

    def _past(self, match: re.Match[str]) -> int:
        """Where to go on after a rough token; comments are kept, heredocs stepped over."""
        end = match.end()
        which = match.lastindex
        if which == ROUGH_LONG_COMMENT:
            end = max(end, self.comment_end(match.start()))
        if which in {ROUGH_COMMENT, ROUGH_LONG_COMMENT}:
            self.comments.append(Comment(match.start(), end))
        elif which == ROUGH_HEREDOC:
            closing, after = self.closing_line(match[7], end)
            if closing >= 0:
                return after
        return end

    def outside(self, start: int, opener: int) -> bool:
        """Does the line of `start` belong further out than the bracket, by its indentation?"""
        return self.indentation(start) <= self._outer_indentation(opener)

    def _outer_indentation(self, opener: int) -> int:
        """The indentation up to which a line cannot belong to the bracket at `opener`.

        That is the indentation of the body's item, unless the items of the bracket themselves are
        not indented deeper.
        """
        outer = self.indentation(self.item)
        line_end = self.text.find("\n", opener)
        if line_end == opener + 1 or self.text[opener + 1 : line_end].isspace():
            inner = INDENTATION(self.text, line_end + 1).end()
            # A setting is an item of an object only: right after another mark it stands outside.
            named = self.text[opener] in "([" and SETTING(self.text, inner) is not None
            if self.text[inner : inner + 1] not in {"", "\r", "\n"} and not named:
                return min(outer, inner - line_end - 2)
        return outer

    def _skip(self, position: int, stops: str, opener: int) -> tuple[int, str]:
        """The first of the `stops` at the level of `position`, or a place further out.

        The mark is the stop that was found, "item" for a line that starts an item further out,
        "end" for the end of the text or of what may be skipped, else a closing mark that something
        further out waits for.
        """
        text = self.text
        outer = self._outer_indentation(opener)
        limit = len(text)
        if self.within != OUTSIDE:
            limit = self.within
            if limit == QUOTED:
                limit = text.find("\n", position)
                limit = len(text) if limit < 0 else limit
        if (
            position > self.item
            and ITEM_LINE(text, position)
            and text[position] != "}"
            and self.starts_line(position)
            and self.indentation(position) <= outer
        ):
            return position, "item"
        level = 0
        while position < limit:
            match = ROUGH(text, position)
            which = match.lastindex
            if which == ROUGH_BREAK:
                item = ITEM_LINE(text, position + 1)
                if item is not None and len(item[1]) <= outer:
                    start = item.end(1)
                    if text[start] != "}":
                        return start, "item"
                    if level:
                        # Its place tells what it closes better than the count does.
                        return start, "}"
                if not level and "\n" in stops:
                    return position, "\n"
            elif which == ROUGH_OPENING:
                level += 1
            elif which == ROUGH_CLOSING:
                mark = match[5]
                if level:
                    level -= 1
                elif mark in stops or mark in self.opened:
                    return position, mark
            elif which == ROUGH_COMMA and not level and "," in stops:
                return position, ","
            position = self._past(match)
        return position, END

    def closing_line(self, marker: str, position: int) -> tuple[int, int]:
        raise NotImplementedError

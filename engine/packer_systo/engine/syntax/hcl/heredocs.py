"""Reading heredocs, and texts that are a template as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.literals import (
    SPACE,
    decode_heredoc,
    heredoc_pieces,
    trimmed,
    unindent,
)
from packer_systo.engine.syntax.hcl.mistakes import Mistake
from packer_systo.engine.syntax.hcl.nodes import Expression, Interpolation, Invalid, Template
from packer_systo.engine.syntax.hcl.nodes import TemplateText as Text
from packer_systo.engine.syntax.hcl.patterns import (
    BAD_INTRODUCER,
    FIRST_WORDS,
    LONE_RETURN,
    SEQUENCE,
)
from packer_systo.engine.syntax.hcl.templates import TemplateReader

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.directives import Control


class HeredocReader(TemplateReader):
    """Reads heredocs; a heredoc ends at the first line with nothing but its marker."""

    __slots__ = ()

    def heredoc(self) -> Template:
        """The heredoc whose introducer is the current token."""
        text = self.text
        start = self.start
        position = self.end
        marker = self.marker
        flush = self.flush
        introducer = f"<<-{marker}" if flush else f"<<{marker}"
        closing, end = self.closing_line(marker, position)
        if closing < 0:
            closing, end = self._never_closed(start, marker, position)
            if closing < 0:
                self.end = end
                self.advance()
                return Template(start, end, (), introducer)
        flat: list[Text | Interpolation | Control] = []
        literals: list[list[str] | None] = []
        trim = False
        while True:
            match = SEQUENCE(text, position, closing)
            stop = closing if match is None else match.start()
            if stop > position:
                raw = text[position:stop]
                if "\r" in raw:
                    self._check_returns(raw, position)
                right = match is not None and text.startswith("~", stop + 2)
                if match is None and not flat and not flush:
                    flat.append(Text(position, stop, decode_heredoc(raw)))
                else:
                    literals.append(trimmed(heredoc_pieces(raw), left=trim, right=right))
                    flat.append(Text(position, stop, ""))
            if match is None:
                break
            part, trim = self.sequence(stop, closing)
            flat.append(part)
            literals.append(None)
            position = self.end
            if position > closing:
                # The sequence ran over what looked like the end.
                closing, end = self.closing_line(marker, position)
                if closing < 0:
                    self._never_closed(start, marker, end)
                    closing = end
        if literals:
            flat = _filled(flat, literals, flush=flush)
        self.end = end
        self.advance()
        return Template(start, end, self.assembled(flat, closing), introducer)

    def closing_line(self, marker: str, position: int) -> tuple[int, int]:
        """Start and end of the line with nothing but `marker`, from the line at `position` on.

        A `position` within a line means that this line is not one. (-1, end of text) when there
        is none. A line without a line break does not count, as for HashiCorp's reader.
        """
        text = self.text
        find = text.find
        size = len(text)
        if self.last_lines is not None and self.last_lines.get(marker, -1) < position:
            return -1, size
        before, start, end = self.closings.get(marker, (0, -1, 0))
        if before <= position <= start:
            # Found already, for a heredoc around this one.
            return start, end
        seek = position
        while True:
            found = find(marker, seek)
            if found < 0:
                break
            start = text.rfind("\n", position - 1, found) + 1
            end = find("\n", found)
            if end < 0:
                break
            if start >= position and closing_text(text[start:end]) == marker:
                end -= text[end - 1] == "\r"
                self.closings[marker] = position, start, end
                return start, end
            seek = end
        if self.last_lines is None:
            self.last_lines = last_lines(text)
        return -1, size

    def _check_returns(self, raw: str, position: int) -> None:
        lone = LONE_RETURN(raw)
        if lone is not None:
            at = position + lone.start()
            self.report(
                Mistake(
                    at,
                    at + 1,
                    "There is a carriage return without a line feed here. Save the file with line "
                    "breaks of one kind, LF or CRLF.",
                )
            )

    def _never_closed(self, start: int, marker: str, position: int) -> tuple[int, int]:
        """Report it, at the line that was meant to close the heredoc if there is one.

        Returns start and end of that line, (-1, end of text) when nothing looks like it.
        """
        text = self.text
        size = len(text)
        what = f"The text that <<{marker} starts in line {self.line(start)}"
        example = f"<<{marker}\nfirst line\n{marker}\n"
        match = None
        if self.first_words is None:
            self.first_words = {each[1]: each.start(1) for each in FIRST_WORDS(text)}
        if self.first_words.get(marker, -1) >= position:
            near = re.compile(rf"^[ \t]*+({re.escape(marker)})(?![A-Za-z0-9_-])", re.MULTILINE)
            match = near.search(text, position)
        if match is None:
            message = f"{what} is never closed: a line with nothing but {marker} is missing."
            self.report(Mistake(size, size, message, example, opener=start))
            self.doubt = size
            return -1, size
        at, end = match.span(1)
        if end == size:
            message = f"The file ends right after this {marker}; a line break has to follow it."
        else:
            message = f"{what} is not closed by this line: {marker} has to stand alone on it."
        self.report(Mistake(at, end, message, example))
        return match.start(), end

    def bad_heredoc(self) -> Expression:
        """`<<` that does not introduce a heredoc as it has to; the current token is the first `<`.

        The text up to the line with its marker is skipped, so that its lines are not taken for
        settings.
        """
        start = self.start
        match = BAD_INTRODUCER(self.text, start)
        dash, space, quote, marker = match[1], match[2], match[3], match[4] or "EOT"
        if not match[4]:
            message = "A word is missing after <<, which then ends the text on a line of its own."
        elif quote:
            message = f"The word after << is written without quotes: <<{marker}."
        elif dash == "~":
            message = f"To leave out the indentation of a text, write <<-{marker}."
        elif space:
            message = f"No space may stand between << and its word: <<{marker}."
        else:
            message = (
                f"Nothing may follow <<{marker} on its line, not even a space: the text starts in "
                "the next line."
            )
        mistake = Mistake(start, match.end(), message, f"<<{marker}\nfirst line\n{marker}\n")
        closing, end = self.closing_line(marker, match.end(5))
        if closing < 0:
            raise mistake
        self.report(mistake)
        self.end = end
        self.advance()
        return Invalid(start, end)

    def bare(self) -> Template:
        """The whole text as one template."""
        text = self.text
        size = len(text)
        position = 0
        trim = False
        flat: list[Text | Interpolation | Control] = []
        # A carriage return alone makes all that follows literal, for HashiCorp's reader.
        lone = LONE_RETURN(text)
        limit = size if lone is None else lone.start()
        while True:
            match = SEQUENCE(text, position, limit)
            stop = size if match is None else match.start()
            if stop > position:
                right = match is not None and text.startswith("~", stop + 2)
                pieces = trimmed(heredoc_pieces(text[position:stop]), left=trim, right=right)
                flat.append(Text(position, stop, "".join(pieces)))
            if match is None:
                return Template(0, size, self.assembled(flat, size))
            part, trim = self.sequence(stop, size)
            flat.append(part)
            position = self.end


def _filled(
    flat: list[Text | Interpolation | Control], literals: list[list[str] | None], *, flush: bool
) -> list[Text | Interpolation | Control]:
    """The flat parts with the text of the literal ones."""
    if flush:
        unindent(literals)
    values = iter(["".join(pieces) for pieces in literals if pieces is not None])
    return [
        Text(part.start, part.end, next(values)) if isinstance(part, Text) else part
        for part in flat
    ]


def closing_text(line: str) -> str:
    """The marker that a line may be: what stands on it without the space around.

    A carriage return that no line feed follows ends a token for HCL's scanner, which asks for a
    marker where a line starts; so such a line is none.
    """
    line = line.removesuffix("\r")
    return "" if "\r" in line else line.strip(SPACE)


def last_lines(text: str) -> dict[str, int]:
    """Where the last line with each content starts, leaving out a line without a line break."""
    found: dict[str, int] = {}
    start = 0
    end = text.find("\n")
    while end >= 0:
        found[closing_text(text[start:end])] = start
        start = end + 1
        end = text.find("\n", start)
    return found

"""Reading templates: quoted strings, heredocs, and text that is a template as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.directives import Control, assemble
from packer_systo.engine.syntax.hcl.literals import (
    SPACE,
    decode_heredoc,
    decode_quoted,
    heredoc_pieces,
    quoted_pieces,
    trimmed,
    unindented,
)
from packer_systo.engine.syntax.hcl.nodes import (
    GetAttribute,
    Interpolation,
    Template,
    TemplateText,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import (
    LONE_RETURN,
    PATH_INTERPOLATION,
    PLAIN_STRING,
    QUOTED_TEXT,
    SEQUENCE,
)
from packer_systo.engine.syntax.hcl.scanner import NAME, Mistake, Scanner

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Expression, TemplatePart

LITERALS = frozenset(("true", "false", "null"))


def path_expression(path: str, start: int) -> Expression:
    """`var.name` as written without spaces, its first name not being true, false or null."""
    names = path.split(".")
    end = start + len(names[0])
    node: Expression = Variable(start, end, names[0])
    for name in names[1:]:
        end += 1 + len(name)
        node = GetAttribute(start, end, node, name)
    return node


class TemplateReader(Scanner):
    """Reads templates; the expressions within them are read by a subclass."""

    __slots__ = ()

    def expression(self) -> Expression:
        raise NotImplementedError

    # Quoted strings

    def quoted(self) -> Template:
        """The quoted string whose `"` is the current token."""
        text = self.text
        start = self.start
        plain = PLAIN_STRING(text, start)
        if plain is not None:
            end = plain.end()
            value = plain[1]
            self.end = end
            self.advance()
            if value:
                return Template(start, end, (TemplateText(start + 1, end - 1, value),))
            return Template(start, end, ())
        parts: list[TemplateText | Interpolation | Control] = []
        position = start + 1
        trim = controls = False
        while True:
            stop = QUOTED_TEXT(text, position).end()
            mark = text[stop : stop + 1]
            if stop > position:
                right = (mark == "$" or mark == "%") and text[stop + 2 : stop + 3] == "~"
                if trim or right:
                    value = "".join(
                        trimmed(quoted_pieces(text[position:stop]), left=trim, right=right)
                    )
                else:
                    value = decode_quoted(text[position:stop])
                parts.append(TemplateText(position, stop, value))
                position = stop
            trim = False
            if mark == '"':
                break
            if mark == "$":
                path = PATH_INTERPOLATION(text, position)
                if path is not None and (name := path[1]) not in LITERALS:
                    end = path.end()
                    parts.append(Interpolation(position, end, path_expression(name, path.start(1))))
                    position = end
                    continue
            if mark == "$" or mark == "%":
                part, trim = self._sequence(position)
                if part is not None:
                    parts.append(part)
                    controls = controls or isinstance(part, Control)
                position = self.end
                continue
            if mark == "\\":
                position = self._bad_escape(position)
                continue
            self._unclosed_string(start, stop, mark)
            self.start = self.end = position
            self.advance()
            return Template(start, stop, self._assembled(parts, stop))
        self.end = end = position + 1
        self.advance()
        return Template(start, end, self._assembled(parts, position))

    def _assembled(
        self, parts: list[TemplateText | Interpolation | Control], end: int
    ) -> tuple[TemplatePart, ...]:
        return assemble(parts, end, self.depth, self.report)

    def _bad_escape(self, position: int) -> int:
        character = self.text[position + 1 : position + 2]
        length = 1 if character in {"", "\n", "\r"} else 2
        self.report(
            Mistake(
                position,
                position + length,
                "This backslash does not start an escape that HCL knows. "
                'They are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN.',
                "C:\\\\Windows",
            )
        )
        return position + length

    def _unclosed_string(self, start: int, stop: int, mark: str) -> None:
        where = "before the end of the file" if not mark else "on its line"
        self.report(
            Mistake(
                stop if mark else start,
                stop + 1 if mark else stop,
                f'This string is not closed {where}: a " is missing.',
                'name = "value"',
            )
        )

    # Template sequences

    def _sequence(self, position: int) -> tuple[Interpolation | Control | None, bool]:
        """The `${ … }` or `%{ … }` at `position`; `self.end` is then after it.

        The second result says whether it ends with `~}`.
        """
        text = self.text
        newlines = self.newlines
        depth = self.depth
        self.newlines = False
        self.start = position
        self.end = position + (3 if text[position + 2 : position + 3] == "~" else 2)
        try:
            self.enter()
            self.advance()
            part: Interpolation | Control
            if text[position] == "$":
                expression = self.expression()
                if self.kind != "}" and self.kind != "~}":
                    raise self._unclosed_sequence(position)
                part = Interpolation(position, self.end, expression)
            else:
                part = self._control(position)
        except Mistake as mistake:
            self.report(mistake)
            found = text.find("}", max(mistake.start, position))
            line_end = text.find("\n", position)
            line_end = len(text) if line_end < 0 else line_end
            if 0 <= found < line_end:
                self.end = found + 1
            else:
                found = text.find('"', position + 2, line_end)
                self.end = found if found >= 0 else line_end
            return None, False
        finally:
            self.newlines = newlines
            self.depth = depth
        return part, self.kind == "~}"

    def _unclosed_sequence(self, position: int) -> Mistake:
        return Mistake(
            self.start,
            self.end,
            "This ${ is not closed where its expression ends: a } is missing before this. "
            "To mean the characters themselves, as in a shell script, write $${.",
            '"${var.name}"',
        )

    def _control(self, position: int) -> Control:
        """The directive whose keyword is the current token, up to its `}`."""
        keyword = self.text[self.start : self.end] if self.kind is NAME else ""
        expression: Expression | None = None
        key = value = ""
        if keyword == "if":
            self.advance()
            expression = self.expression()
        elif keyword == "for":
            self.advance()
            key, value = self.for_names()
            expression = self.expression()
        elif keyword in {"else", "endif", "endfor"}:
            self.advance()
        else:
            raise Mistake(
                self.start,
                self.end,
                "%{ must be followed by if, else, endif, for or endfor. "
                "To mean the characters themselves, as in a format of date or curl, write %%{.",
                "%{ if var.debug }-v%{ endif }",
            )
        if self.kind != "}" and self.kind != "~}":
            raise Mistake(
                self.start,
                self.end,
                f"This %{{ {keyword} is not closed here: a }} is missing before this.",
                f"%{{ {keyword} … }}" if expression is not None else f"%{{ {keyword} }}",
            )
        return Control(position, self.end, keyword, expression, key, value)

    def for_names(self) -> tuple[str, str]:
        """`key, value in` of a `for`; the current token is then the collection's first."""
        first = self._for_name()
        key = ""
        if self.kind == ",":
            key = first
            self.advance()
            first = self._for_name()
        if self.kind is not NAME or self.text[self.start : self.end] != "in":
            raise Mistake(
                self.start,
                self.end,
                "The word in is missing here, between the names of this for and what it goes "
                "through.",
                "for key, value in var.tags",
            )
        self.advance()
        return key, first

    def _for_name(self) -> str:
        if self.kind is not NAME:
            raise Mistake(
                self.start,
                self.end,
                "A name for the element is missing here in this for.",
                "for name in var.names",
            )
        name = self.text[self.start : self.end]
        self.advance()
        return name

    # Heredocs

    def heredoc(self) -> Template:
        """The heredoc whose introducer is the current token."""
        text = self.text
        start = self.start
        position = self.end
        marker = self.marker
        flush = self.flush
        introducer = f"<<-{marker}" if flush else f"<<{marker}"
        closing, end = self._closing_line(marker, position)
        if closing < 0:
            self.start = self.end = end
            self.report(
                Mistake(
                    end,
                    end,
                    f"This text block ({introducer}) is never closed: "
                    f"a line with nothing but {marker} is missing.",
                    f"script = <<{marker}\n…\n{marker}",
                )
            )
            self.advance()
            return Template(start, end, (), introducer)
        flat: list[TemplateText | Interpolation | Control] = []
        literals: list[list[str] | None] = []
        trim = False
        while True:
            match = SEQUENCE.search(text, position, closing)
            stop = closing if match is None else match.start()
            if stop > position:
                raw = text[position:stop]
                if "\r" in raw and (lone := LONE_RETURN.search(raw)):
                    at = position + lone.start()
                    self.report(_lone_return(at))
                right = match is not None and text[stop + 2 : stop + 3] == "~"
                if match is None and not flat and not flush:
                    value = decode_heredoc(raw)
                else:
                    literals.append(trimmed(heredoc_pieces(raw), left=trim, right=right))
                    value = ""
                flat.append(TemplateText(position, stop, value))
                position = stop
            trim = False
            if match is None:
                break
            part, trim = self._sequence(position)
            if part is not None:
                flat.append(part)
            literals.append(None)
            position = self.end
            if position > closing:
                closing, end = self._closing_line(marker, position)
                if closing < 0:
                    closing = end
                    self.report(Mistake(end, end, "never closed"))
        if literals:
            values = iter(
                unindented(literals)
                if flush
                else ["".join(pieces) for pieces in literals if pieces is not None]
            )
            flat = [
                TemplateText(part.start, part.end, next(values))
                if isinstance(part, TemplateText)
                else part
                for part in flat
            ]
        self.start = self.end = end
        self.advance()
        return Template(start, end, self._assembled(flat, closing), introducer)

    # Texts that are templates as a whole

    def bare(self) -> Template:
        """The whole text as one template."""
        text = self.text
        size = len(text)
        position = 0
        trim = False
        flat: list[TemplateText | Interpolation | Control] = []
        # A carriage return alone makes all that follows literal, for HashiCorp's reader.
        lone = LONE_RETURN.search(text)
        limit = size if lone is None else lone.start()
        while True:
            match = SEQUENCE.search(text, position, limit)
            stop = size if match is None else match.start()
            if stop > position:
                right = match is not None and text[stop + 2 : stop + 3] == "~"
                pieces = trimmed(heredoc_pieces(text[position:stop]), left=trim, right=right)
                flat.append(TemplateText(position, stop, "".join(pieces)))
                position = stop
            trim = False
            if match is None:
                break
            part, trim = self._sequence(position)
            if part is not None:
                flat.append(part)
            position = self.end
        return Template(0, size, self._assembled(flat, size))

    def _closing_line(self, marker: str, position: int) -> tuple[int, int]:
        """Start and end of the line with nothing but `marker`, from the line at `position` on.

        A `position` within a line means that this line is not one. (-1, end of text) when there
        is none. A line without a line break does not count, as for HashiCorp's reader.
        """
        text = self.text
        find = text.find
        size = len(text)
        if self.last_lines is not None and self.last_lines.get(marker, -1) < position:
            return -1, size
        seek = position
        while True:
            found = find(marker, seek)
            if found < 0:
                break
            start = text.rfind("\n", position - 1, found) + 1
            end = find("\n", found)
            if end < 0:
                break
            if start >= position and text[start:end].strip(SPACE) == marker:
                return start, end - 1 if text[end - 1] == "\r" else end
            seek = end
        if self.last_lines is None:
            self.last_lines = _last_lines(text)
        return -1, size


def _last_lines(text: str) -> dict[str, int]:
    """Where the last line with each content starts, leaving out a line without a line break."""
    found: dict[str, int] = {}
    start = 0
    end = text.find("\n")
    while end >= 0:
        found[text[start:end].strip(SPACE)] = start
        start = end + 1
        end = text.find("\n", start)
    return found


def _lone_return(position: int) -> Mistake:
    return Mistake(
        position,
        position + 1,
        "There is a carriage return without a line feed here. Save the file with line breaks of "
        "one kind, LF or CRLF.",
    )

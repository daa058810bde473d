"""Reading quoted strings, and the `${ … }` and `%{ … }` of all templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.directives import Control, assemble
from packer_systo.engine.syntax.hcl.literals import decode_quoted, quoted_pieces, trimmed
from packer_systo.engine.syntax.hcl.mistakes import Mistake
from packer_systo.engine.syntax.hcl.nodes import (
    GetAttribute,
    Interpolation,
    Invalid,
    Template,
    TemplateText,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import (
    DIRECTIVE,
    ITEM_LINE,
    PATH_INTERPOLATION,
    PLAIN_STRING,
    QUOTE,
    QUOTED_TEXT,
)
from packer_systo.engine.syntax.hcl.recovery import QUOTED, RecoveringScanner
from packer_systo.engine.syntax.hcl.tokens import END, NAME

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Expression, TemplatePart

MAX_STRING_LINES = 50
"""How far the end of a string is looked for that is not closed on its line."""
BEFORE_VALUE = frozenset(" \t\n=:,([{?")
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


class TemplateReader(RecoveringScanner):
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
        trim = False
        while True:
            stop = QUOTED_TEXT(text, position).end()
            mark = text[stop : stop + 1]
            if stop > position:
                right = (mark in {"$", "%"}) and text[stop + 2 : stop + 3] == "~"
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
                if path is not None:
                    end = path.end()
                    node = path_expression(path[1], path.start(1))
                    parts.append(Interpolation(position, end, node))
                    position = end
                    continue
            if mark in {"$", "%"}:
                part, trim = self.sequence(position, QUOTED)
                parts.append(part)
                position = self.end
                continue
            if mark == "\\":
                position = self._bad_escape(position)
                continue
            self._unclosed_string(start, stop, mark)
            closing = self._later_quote(stop)
            if closing >= 0:
                # A string over several lines: the rest of it is text too.
                parts.append(TemplateText(stop, closing, text[stop:closing]))
                position = closing
                break
            self.doubt = max(self.doubt, stop)
            self.end = stop
            self.advance()
            return Template(start, stop, self.assembled(parts, stop))
        self.end = end = position + 1
        self.advance()
        return Template(start, end, self.assembled(parts, position))

    def assembled(
        self, parts: list[TemplateText | Interpolation | Control], end: int
    ) -> tuple[TemplatePart, ...]:
        """The tree of a template's flat parts."""
        return assemble(parts, end, len(self.opened), self.report)

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
        self.trust(position + length)
        return position + length

    def _unclosed_string(self, start: int, stop: int, mark: str) -> None:
        text = self.text
        where = "on its line" if mark else "before the end of the file"
        self.report(
            Mistake(
                start,
                stop,
                f'This string is not closed {where}: a " is missing. A text of several lines is '
                "written with <<EOT.",
                'name = "value"',
                opener=start,
                # What is wrong before it may be that this is the last quote, and the first is missing.
                silent=self.latest == start
                or (text[start - 1 : start] not in BEFORE_VALUE and self.told_on_line(start)),
            )
        )

    def _later_quote(self, position: int) -> int:
        """The quote that closes a string on one of the next lines; -1 when it seems to have none.

        Such a line holds an odd number of quotes, and no line before it looks like an item.
        """
        text = self.text
        for _ in range(MAX_STRING_LINES):
            position = text.find("\n", position) + 1
            if not position or ITEM_LINE(text, position):
                break
            end = text.find("\n", position)
            line = text[position : len(text) if end < 0 else end]
            quotes = [match.start() for match in QUOTE(line) if match[0] == '"']
            if quotes:
                return position + quotes[0] if len(quotes) % 2 else -1
        return -1

    # Template sequences

    def sequence(self, position: int, within: int) -> tuple[Interpolation | Control, bool]:
        """The `${ … }` or `%{ … }` at `position`; `self.end` is then after it.

        `within` is what recovery needs to know, see there. The second result says whether the
        sequence ends with `~}`. Raises a silent Mistake where a broken sequence has run past the
        template's end.
        """
        text = self.text
        newlines = self.newlines
        outside = self.within
        depth = len(self.opened)
        self.newlines = False
        self.within = within
        self.start = position
        self.end = position + (3 if text.startswith("~", position + 2) else 2)
        try:
            self.enter("}")
            self.advance()
            if text[position] == "$":
                expression = self.expression()
                if self.kind not in {"}", "~}"}:
                    raise self._unclosed_sequence(position)
                return Interpolation(position, self.end, expression), self.kind == "~}"
            return self._control(position), self.kind == "~}"
        except Mistake as mistake:
            self.report(mistake)
            self.end = self._sequence_end(position, within)
            return self._broken(position), False
        finally:
            del self.opened[depth:]
            self.newlines = newlines
            self.within = outside

    def _sequence_end(self, position: int, within: int) -> int:
        """Where reading goes on after a broken sequence."""
        text = self.text
        here = max(self.start, position + 2)
        limit = within
        if within == QUOTED:
            limit = text.find("\n", position)
            limit = len(text) if limit < 0 else limit
        if here > limit:
            if within != QUOTED:
                after = text.find("\n", limit)
                if after >= 0 and text[after:here].isspace():
                    # The heredoc's own end was taken for a name of the expression.
                    self.trust(here)
                    self.doubt = max(self.doubt, here)
                    return limit
                if text[limit:here].isspace():
                    return limit
            self.doubt = max(self.doubt, here)
            raise Mistake(here, here, "", silent=True)
        stop = text.find("\n", here, limit)
        stop = limit if stop < 0 else stop
        found = text.find("}", here, stop)
        if found >= 0:
            self.trust(found + 1)
            return found + 1
        self.doubt = max(self.doubt, here)
        if within == QUOTED:
            found = text.find('"', here, stop)
            if found >= 0:
                return found
        return max(stop, position + 2)

    def _broken(self, position: int) -> Interpolation | Control:
        nothing = Invalid(position, self.end)
        keyword = DIRECTIVE(self.text, position)
        if keyword is None:
            return Interpolation(position, self.end, nothing)
        return Control(position, self.end, keyword[1], nothing)

    def _unclosed_sequence(self, position: int) -> Mistake:
        start, end = self.start, self.end
        if self.kind in (END, '"'):
            return Mistake(
                position,
                position + 2,
                "This ${ is never closed: its } is missing.",
                '"${var.name}"',
                opener=position,
            )
        return Mistake(
            start,
            end,
            "The expression of this ${ ends here, and a } is missing. "
            "To mean the characters themselves, as in a shell script, write $${.",
            "$${HOME:-/root}",
            silent=self.latest >= position and self.glued(start),
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
        if self.kind not in {"}", "~}"}:
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
        if self.kind is NAME and self.text[self.start : self.end] == "in":
            self.advance()
            return key, first
        self.assumed(
            Mistake(
                self.start,
                self.end,
                "The word in is missing here, between the names of this for and what it goes "
                "through.",
                "for key, value in var.tags",
            )
        )
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

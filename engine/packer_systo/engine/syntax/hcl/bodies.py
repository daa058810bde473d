"""Reading bodies: settings and blocks."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.expressions import ExpressionReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake, no_item, not_ended, odd_mark
from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Body,
    BoolLiteral,
    Comment,
    Expression,
    Invalid,
    Label,
    NumberLiteral,
    Template,
    TemplateText,
)
from packer_systo.engine.syntax.hcl.patterns import (
    CLOSING_LINE,
    ITEM,
    ITEM_BLOCK,
    ITEM_BOOL,
    ITEM_CLOSE,
    ITEM_COMMENT,
    ITEM_END,
    ITEM_LINE,
    ITEM_NUMBER,
    ITEM_PATH,
    ITEM_STRING,
    ITEM_VALUE,
    NEXT_LINE,
    PLAIN_STRING,
)
from packer_systo.engine.syntax.hcl.templates import path_expression
from packer_systo.engine.syntax.hcl.tokens import CLOSING, END, EQUALS, NAME

TOP = -1
"""In place of a block's opening brace: the body of the file."""

BLOCK_EXAMPLE = 'build {\n  name = "value"\n}'


class BodyReader(ExpressionReader):
    """Reads a file's body and the bodies of its blocks."""

    __slots__ = ()

    def body(self, opener: int, owner: str = "") -> Body:
        """From `self.end` on to the end of the text, or for a block to its `}`.

        `opener` is the offset of the block's `{`, or TOP; `owner` the block's type. Afterwards
        the current token is the `}` or the end. The common items are read by one pattern each,
        without tokens.
        """
        text = self.text
        start = position = self.end
        items: list[Attribute | Block] = []
        names: set[str] = set()
        while True:
            match = ITEM(text, position)
            which = match.lastindex
            if which == ITEM_STRING:
                first, name_end = match.span(1)
                begin, end = match.span(2)
                name = match[1]
                value = match[2]
                expression: Expression = Template(
                    begin - 1, end + 1, (TemplateText(begin, end, value),) if value else ()
                )
                items.append(Attribute(first, end + 1, name, name_end, expression))
                position = match.end()
            elif which == ITEM_PATH:
                first, name_end = match.span(1)
                begin, end = match.span(3)
                name = match[1]
                expression = path_expression(match[3], begin)
                items.append(Attribute(first, end, name, name_end, expression))
                position = match.end()
            elif which == ITEM_VALUE:
                first, name_end = match.span(1)
                name = match[1]
                self.end = match.end()
                attribute = self._setting(name, first, name_end)
                items.append(attribute)
                if isinstance(attribute.expression, Invalid):
                    position = self.start
                else:
                    position = self._ended("setting", first, opener)
            elif which == ITEM_NUMBER:
                first, name_end = match.span(1)
                begin, end = match.span(5)
                name = match[1]
                expression = NumberLiteral(begin, end, match[5])
                items.append(Attribute(first, end, name, name_end, expression))
                position = match.end()
            elif which == ITEM_BOOL:
                first, name_end = match.span(1)
                begin, end = match.span(4)
                name = match[1]
                expression = BoolLiteral(begin, end, match[4] == "true")
                items.append(Attribute(first, end, name, name_end, expression))
                position = match.end()
            elif which == ITEM_BLOCK:
                self.item = match.start(1)
                items.append(self._common_block(self.item, match[1], match.end()))
                position = self._ended("block", items[-1].start, opener)
                continue
            elif which == ITEM_COMMENT:
                self.comments.append(Comment(*match.span(9)))
                position = match.end()
                continue
            elif which == ITEM_CLOSE and opener != TOP:
                self.kind = "}"
                self.start, self.end = match.span(10)
                break
            elif which == ITEM_END:
                self.kind = END
                self.start = self.end = len(text)
                if opener != TOP:
                    self.report(self._unclosed(opener, owner, items))
                    self.doubt = len(text)
                break
            else:
                # Something less common, such as a one-line block, or a mistake: by tokens.
                self.end = match.start(1) if match[1] is not None else position
                self.newlines = True
                self.advance()
                while self.kind == "\n":
                    self.advance()
                if self.kind == END or (self.kind == "}" and opener != TOP):
                    position = self.start
                    continue
                self.item = first = self.start
                # What makes no sense right after a broken item is a consequence of it.
                silent = position == self.resumed
                if self.kind is NAME:
                    if self._item(items, names, opener, silent=silent):
                        position = self._ended("block", first, opener)
                        continue
                else:
                    self._no_item(silent=silent or self._left_over(opener, items))
                if opener != TOP and self.indentation(first) <= self.indentation(opener):
                    # By its place, this line was to close the block.
                    self.doubt = max(self.doubt, first)
                self.resumed = position = self.start
                continue
            if name in names:
                self._repeated(name, first, name_end)
            names.add(name)
        return Body(start, self.start, tuple(items))

    def _repeated(self, name: str, start: int, end: int) -> None:
        self.report(
            Mistake(
                start,
                end,
                f"{name} is set twice in this block; it may be set once.",
                f"{name} = …",
            )
        )

    def _unclosed(self, opener: int, owner: str, items: list[Attribute | Block]) -> Mistake:
        """The file ends within a block. Its indentation may tell where it should have ended."""
        outer = self.indentation(opener)
        where = "before the end of the file"
        for item in items:
            if self.indentation(item.start) <= outer:
                where = f"probably before line {self.line(item.start)}"
                break
        return Mistake(
            opener,
            opener + 1,
            f"The {owner} block that starts here is never closed: its }} is missing, {where}.",
            BLOCK_EXAMPLE,
            opener=opener,
        )

    def _left_over(self, opener: int, items: list[Attribute | Block]) -> bool:
        """Is the current token a } that an earlier mistake left without a partner?"""
        if self.kind != "}" or opener != TOP:
            return False
        blocks = [item.start for item in items if isinstance(item, Block)]
        return self.latest >= (blocks[-1] if blocks else 0)

    def _no_item(self, *, silent: bool) -> None:
        """The current token cannot start an item: report it and go to the item's end."""
        start, end, kind = self.start, self.end, self.kind
        mistake = no_item(kind, start, end, self.text[start : start + 12])
        mistake.silent = silent
        if kind == "}":
            # A brace too many: what follows it may well be right.
            self.report(mistake)
            self.advance()
            return
        brace = self._brace_at_line_end()
        if brace < 0:
            self.resynchronise(mistake)
            return
        # A block with a mistake in its header: read it for its own mistakes, but do not keep it.
        self.report(mistake)
        self.end = brace + 1
        self._block(start, "", start, [], start, brace)

    def _brace_at_line_end(self) -> int:
        """The `{` with which the item's line ends, if it looks like a block's; else -1."""
        text = self.text
        line_end = text.find("\n", self.item)
        if line_end < 0 or not self._item_follows(line_end):
            return -1
        line = text[self.item : line_end].rstrip()
        if line.endswith("{") and "=" not in line and len(line) > 1:
            return self.item + len(line) - 1
        return -1

    def _item_follows(self, line_end: int) -> bool:
        """Does the next line that is not blank look like an item or a closing brace?"""
        return ITEM_LINE(self.text, NEXT_LINE(self.text, line_end).start(1)) is not None

    # Settings

    def _setting(self, name: str, start: int, name_end: int) -> Attribute:
        """The value of a setting; `self.end` is after its =."""
        self.item = start
        self.advance()
        begin = self.start
        try:
            expression = self.expression()
        except Mistake as mistake:
            del self.opened[self.blocks :]
            self.resynchronise(mistake)
            return Attribute(start, self.start, name, name_end, Invalid(begin, self.start))
        return Attribute(start, expression.end, name, name_end, expression)

    def _ended(self, what: str, item: int, opener: int) -> int:
        """The item that starts at `item` was read: a line break has to follow.

        Returns where the next item is looked for.
        """
        kind = self.kind
        if kind == "\n" or kind is END:
            return self.start
        start = self.start
        if kind == "}" and opener != TOP and (what == "block" or self._closes(opener)):
            self.report(not_ended(what, kind, start, self.end, kind))
            return start
        mistake = not_ended(what, kind, start, self.end, self.text[start : start + 12])
        # Most often what is too much here is a consequence of what is wrong within.
        mistake.silent = self.latest >= item
        if kind is NAME and ITEM(self.text, start).lastindex in {
            ITEM_STRING,
            ITEM_PATH,
            ITEM_VALUE,
            ITEM_NUMBER,
            ITEM_BOOL,
            ITEM_BLOCK,
        }:
            self.report(mistake)
            return start
        self.item = start
        self.resynchronise(mistake)
        return self.start

    def _closes(self, opener: int) -> bool:
        """Is a } at the end of a setting's line the block's, or does another one follow?"""
        match = CLOSING_LINE(self.text, self.end)
        return match is None or len(match[1]) != self.indentation(opener)

    # Blocks

    def _common_block(self, start: int, type_: str, brace_end: int) -> Block:
        """A block whose header is a type, plain labels and `{` at the end of the line."""
        text = self.text
        type_end = start + len(type_)
        labels: list[Label] = []
        brace = text.rindex("{", type_end, brace_end)
        at = text.find('"', type_end, brace)
        header_end = type_end
        while at >= 0:
            match = PLAIN_STRING(text, at)
            assert match is not None
            header_end = match.end()
            labels.append(Label(at, header_end, match[1]))
            at = text.find('"', header_end, brace)
        self.end = brace + 1
        return self._block(start, type_, type_end, labels, header_end, brace)

    def _block(
        self,
        start: int,
        type_: str,
        type_end: int,
        labels: list[Label],
        header_end: int,
        brace: int,
    ) -> Block:
        """A block from `self.end` on, which is after its `{`."""
        body = self._inner_body(brace, type_)
        end = self.end
        if self.kind == "}":
            self.advance()
        return Block(start, end, type_, type_end, tuple(labels), header_end, body)

    def _inner_body(self, brace: int, owner: str) -> Body:
        """The body of a block from `self.end` on; the current token is then its `}`."""
        depth = len(self.opened)
        outer = self.blocks
        try:
            self.enter("}")
        except Mistake as mistake:
            del self.opened[depth:]
            self.resynchronise(mistake)
            return Body(brace + 1, self.start, ())
        self.blocks = depth + 1
        body = self.body(brace, owner)
        self.blocks = outer
        del self.opened[depth:]
        return body

    def _item(
        self, items: list[Attribute | Block], names: set[str], opener: int, *, silent: bool
    ) -> bool:
        """An item that starts with a name, by tokens. False when it is broken.

        `opener` is the `{` around it. `silent` when its mistakes are consequences.
        """
        start, type_end = self.start, self.end
        type_ = self.text[start:type_end]
        self.advance()
        if self.kind == "=":
            attribute = self._setting(type_, start, type_end)
            items.append(attribute)
            if type_ in names:
                self._repeated(type_, start, type_end)
            names.add(type_)
            return not isinstance(attribute.expression, Invalid)
        labels: list[Label] = []
        header_end = type_end
        while self.kind is NAME or self.kind == '"':
            if self.kind is NAME:
                header_end = self.end
                labels.append(Label(self.start, header_end, self.text[self.start : header_end]))
                self.advance()
            else:
                try:
                    labels.append(self._label())
                except Mistake as mistake:
                    self.resynchronise(mistake)
                    return False
                header_end = labels[-1].end
        if self.kind != "{":
            # A line that is not indented is no block within a block.
            inner = opener == TOP or self.indentation(start) > self.indentation(opener)
            if not self._brace_ahead(
                type_, start, labels, likely=inner and not silent, silent=silent
            ):
                return False
        brace = self.start
        self.advance()
        if self.kind == "\n" or self.kind == "}" or self.kind is END:
            self.end = self.start
            items.append(self._block(start, type_, type_end, labels, header_end, brace))
            return True
        body = self._one_line_body(brace, type_)
        end = self.end
        if self.kind == "}":
            self.advance()
        items.append(Block(start, end, type_, type_end, tuple(labels), header_end, body))
        return True

    def _label(self) -> Label:
        template = self.quoted()
        value = ""
        for part in template.parts:
            if isinstance(part, TemplateText):
                value += part.value
            else:
                self.report(
                    Mistake(
                        part.start,
                        part.start + 2,
                        "The label of a block cannot hold ${ } or %{ }: it is fixed text.",
                        'source "qemu" "debian" {\n}',
                    )
                )
                value += "…"
        return Label(template.start, template.end, value)

    def _brace_ahead(
        self, type_: str, start: int, labels: list[Label], *, likely: bool, silent: bool
    ) -> bool:
        """The `{` of a block's header is not where it should be: report it.

        True when reading can go on as if it were: it is then the current token, or assumed there.
        `likely` when a block is likely here at all.
        """
        kind = self.kind
        text = self.text
        at, end = self.start, self.end
        message, example = odd_mark(kind, text[at : at + 12])
        if not message:
            example = f'{type_} = "value"\n\n{type_} "label" {{\n  name = "value"\n}}'
            if kind == "\n" or kind is END:
                message = (
                    "Neither a value nor a block follows this name: a setting needs = and a value, "
                    "a block { on the same line."
                    if not labels
                    else "The { of this block is missing; it has to stand on the same line. A setting "
                    "needs an = after its name."
                )
            elif kind == "=":
                message = "An = follows labels: a setting has a name without labels, a block no =."
            elif kind == ":":
                message = "A setting is written with =, not with a colon."
            elif kind == ".":
                message = "The name of a setting or block cannot hold a dot."
            elif kind == "==":
                message = "A setting takes one =; == is a comparison."
            elif kind == "[":
                message = "A setting cannot be set by parts: give the whole list or object after =."
            elif labels:
                message = "A label in quotes or the { of this block is expected here."
            else:
                message = "An = with a value, or the { of a block, is expected after this name."
        mistake = Mistake(at, end, message, example, silent=silent)
        brace = self._brace_at_line_end()
        if brace >= at:
            self.report(mistake)
            self.start, self.end = brace, brace + 1
            return True
        if kind in CLOSING and labels:
            # Most often this is the brace, mistyped.
            self.report(mistake)
            return True
        if kind == "\n":
            self.report(mistake)
            self.advance()
            if self.kind == "{":
                return True
            deeper = self.indentation(self.start) > self.indentation(start)
            if self.kind is not END and deeper and likely and ITEM_LINE(text, self.start):
                # The lines after it are its body: only the brace is missing.
                self.start = self.end = at
                return True
            if self.kind == "=" and deeper:
                self.end = at + 1
                self.resynchronise(Mistake(at, end, "", silent=True))
                return False
            self.end = at
            self.advance()
            return False
        self.resynchronise(mistake)
        return False

    def _one_line_body(self, brace: int, owner: str) -> Body:
        """The one setting of `type { name = value }`; the current token is then the `}`.

        Where the line does not close the block, its next lines are read as its body.
        """
        start = self.start
        example = f"{owner} {{ name = 1 }}\n\n{owner} {{\n  first  = 1\n  second = 2\n}}"
        items: tuple[Attribute | Block, ...] = ()
        if self.kind is not NAME:
            mistake = no_item(self.kind, start, self.end, self.text[start : start + 12])
        else:
            name_end = self.end
            name = self.text[start:name_end]
            self.advance()
            if self.kind == EQUALS:
                attribute = self._setting(name, start, name_end)
                items = (attribute,)
                if self.kind == "}":
                    return Body(brace + 1, self.start, items)
                mistake = self._one_line_unclosed(brace, owner, example)
                mistake.silent = isinstance(attribute.expression, Invalid)
            else:
                mistake = Mistake(
                    start,
                    name_end,
                    "A block on one line holds one setting, name = value. Blocks and more settings "
                    "need lines of their own.",
                    example,
                )
        self.report(mistake)
        self.doubt = max(self.doubt, brace)
        text = self.text
        line_end = text.find("\n", self.start)
        closed = text.find("}", self.start, len(text) if line_end < 0 else line_end) >= 0
        if closed or line_end < 0:
            self.resynchronise(Mistake(start, start, "", silent=True))
        else:
            self.end = self.resumed = line_end
            items += self._inner_body(brace, owner).items
        return Body(brace + 1, self.start, items)

    def _one_line_unclosed(self, brace: int, owner: str, example: str) -> Mistake:
        start, end, kind = self.start, self.end, self.kind
        if kind is END:
            return Mistake(
                brace,
                brace + 1,
                f"The {owner} block that starts here is never closed: its }} is missing before the "
                "end of the file.",
                example,
                opener=brace,
            )
        if kind == ",":
            message = "A block on one line holds one setting; more need lines of their own, without commas."
        elif kind == "\n":
            message = (
                "A block whose first setting stands on the line of its { has to be closed on that "
                "line too."
            )
        else:
            message = "A } is missing here: a block on one line holds one setting."
        return Mistake(start, end, message, example)

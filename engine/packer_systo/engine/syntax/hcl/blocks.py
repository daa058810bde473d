"""Reading blocks, over several lines or on one."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.headers import Header, HeaderReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake, no_item
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block, Body, Invalid
from packer_systo.engine.syntax.hcl.tokens import END, EQUALS, NAME


class BlockReader(HeaderReader):
    """Reads blocks and settings; the bodies of blocks are read by a subclass."""

    __slots__ = ()

    def body(self, opener: int, owner: str) -> Body:
        """The body of the block whose `{` is at `opener`, from `self.end` on."""
        raise NotImplementedError

    def setting(self, name: str, start: int, name_end: int) -> Attribute:
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

    def block(self, header: Header) -> Block:
        """A block from `self.end` on, which is after its `{`."""
        return self._finished(header, self._inner_body(header.brace, header.type))

    def block_by_tokens(self, header: Header) -> Block:
        """A block of either form; the current token is its `{`."""
        self.advance()
        if self.kind in {"\n", "}", END}:
            self.end = self.start
            return self.block(header)
        return self._finished(header, self._one_line_body(header.brace, header.type))

    def _finished(self, header: Header, body: Body) -> Block:
        end = self.end
        if self.kind == "}":
            self.advance()
        return Block(
            header.start,
            end,
            header.type,
            header.type_end,
            tuple(header.labels),
            header.end,
            body,
        )

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
                attribute = self.setting(name, start, name_end)
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
        text = self.text
        line_end = text.find("\n", self.start)
        closing = self.closing_on_line(self.start)
        if closing >= 0:
            self.newlines = True
            self.kind = "}"
            self.start, self.end = closing, closing + 1
        elif line_end < 0:
            self.resynchronise(Mistake(start, start, "", silent=True))
        else:
            self.doubt = max(self.doubt, brace)
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

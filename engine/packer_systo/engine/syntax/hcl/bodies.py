"""Reading bodies: settings and blocks."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.expressions import ExpressionReader
from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Body,
    Comment,
    Expression,
    Invalid,
    Label,
    NumberLiteral,
    Template,
    TemplateText,
)
from packer_systo.engine.syntax.hcl.patterns import (
    ITEM,
    ITEM_BLOCK,
    ITEM_CLOSE,
    ITEM_COMMENT,
    ITEM_END,
    ITEM_NUMBER,
    ITEM_PATH,
    ITEM_STRING,
    ITEM_VALUE,
    PLAIN_STRING,
)
from packer_systo.engine.syntax.hcl.scanner import END, NAME, Mistake
from packer_systo.engine.syntax.hcl.templates import LITERALS, path_expression


class BodyReader(ExpressionReader):
    """Reads a file's body and the bodies of its blocks."""

    __slots__ = ()

    def body(self, opener: int) -> Body:
        """From `self.end` on to the end of the text, or for a block to its `}`.

        `opener` is the offset of the block's `{`, or -1. Afterwards `self.end` is after the body,
        before the `}`.
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
                position = match.end()
                value = match[2]
                expression: Expression = Template(
                    begin - 1, end + 1, (TemplateText(begin, end, value),) if value else ()
                )
                items.append(Attribute(first, end + 1, name, name_end, expression))
            elif which == ITEM_PATH:
                first, name_end = match.span(1)
                name = match[1]
                begin, end = match.span(3)
                path = match[3]
                if path in LITERALS or path.partition(".")[0] in LITERALS:
                    self.end = begin
                    self.advance()
                    expression = self.expression()
                else:
                    expression = path_expression(path, begin)
                position = match.end()
                items.append(Attribute(first, end, name, name_end, expression))
            elif which == ITEM_NUMBER:
                first, name_end = match.span(1)
                name = match[1]
                begin, end = match.span(4)
                position = match.end()
                expression = NumberLiteral(begin, end, match[4])
                items.append(Attribute(first, end, name, name_end, expression))
            elif which == ITEM_VALUE:
                first, name_end = match.span(1)
                name = match[1]
                self.end = match.end()
                items.append(self._setting(name, first, name_end))
                self._line_end("setting")
                position = self.start
            elif which == ITEM_BLOCK:
                items.append(self._common_block(match.start(1), match[1], match.end()))
                position = self.start
                continue
            elif which == ITEM_COMMENT:
                self.comments.append(Comment(*match.span(8)))
                position = match.end()
                continue
            elif which == ITEM_CLOSE and opener >= 0:
                self.end = match.start(9)
                break
            elif which == ITEM_END:
                self.end = len(text)
                if opener >= 0:
                    self.report(Mistake(opener, opener + 1, "This block is never closed."))
                break
            else:
                self.end = match.start(1) if match[1] is not None else match.end()
                self.advance()
                if self.kind == "}" and opener >= 0:
                    self.end = self.start
                    break
                self._other(items)
                position = self.start
                if self.kind is END and self.start == len(text):
                    continue
                continue
            if name in names:
                self.report(Mistake(first, name_end, f"{name} is set twice."))
            names.add(name)
        return Body(start, self.end, tuple(items))

    def _setting(self, name: str, start: int, name_end: int) -> Attribute:
        self.advance()
        begin = self.start
        try:
            expression = self.expression()
        except Mistake as mistake:
            self.report(mistake)
            self._skip_line()
            expression = Invalid(begin, self.start)
        return Attribute(start, expression.end, name, name_end, expression)

    def _skip_line(self) -> None:
        found = self.text.find("\n", max(self.start, self.end - 1))
        self.newlines = True
        self.depth = 0
        self.end = len(self.text) if found < 0 else found
        self.advance()

    def _line_end(self, what: str) -> None:
        if self.kind != "\n" and self.kind is not END:
            self.report(Mistake(self.start, self.end, f"A new line is missing after this {what}."))
            self._skip_line()

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
        self.enter()
        body = self.body(brace)
        self.depth -= 1
        self.advance()
        end = self.end
        if self.kind == "}":
            self.advance()
            self._line_end("block")
        return Block(start, end, type_, type_end, tuple(labels), header_end, body)

    def _other(self, items: list[Attribute | Block]) -> None:
        if self.kind == "\n" or self.kind is END:
            return
        if self.kind is not NAME:
            self.report(Mistake(self.start, self.end, "A setting or a block is missing here."))
            self._skip_line()
            return
        start, type_end = self.start, self.end
        type_ = self.text[start:type_end]
        self.advance()
        if self.kind == "=":
            items.append(self._setting(type_, start, type_end))
            self._line_end("setting")
            return
        labels: list[Label] = []
        header_end = type_end
        while True:
            if self.kind is NAME:
                header_end = self.end
                labels.append(Label(self.start, header_end, self.text[self.start : header_end]))
                self.advance()
            elif self.kind == '"':
                template = self.quoted()
                header_end = template.end
                value = "".join(
                    part.value if isinstance(part, TemplateText) else "…" for part in template.parts
                )
                if any(not isinstance(part, TemplateText) for part in template.parts):
                    self.report(
                        Mistake(template.start, template.end, "A label cannot hold ${ or %{.")
                    )
                labels.append(Label(template.start, header_end, value))
            else:
                break
        if self.kind != "{":
            self.report(Mistake(self.start, self.end, "A { is missing here."))
            self._skip_line()
            return
        brace = self.start
        self.advance()
        if self.kind in {"\n", "}"} or self.kind is END:
            self.end = brace + 1
            items.append(self._block(start, type_, type_end, labels, header_end, brace))
            return
        if self.kind is not NAME:
            self.report(Mistake(self.start, self.end, "A setting is missing here."))
            self._skip_line()
            return
        name_start, name_end = self.start, self.end
        name = self.text[name_start:name_end]
        self.advance()
        if self.kind != "=":
            self.report(Mistake(self.start, self.end, "An = is missing here."))
            self._skip_line()
            return
        setting = self._setting(name, name_start, name_end)
        if self.kind != "}":
            self.report(Mistake(self.start, self.end, "A } is missing here."))
            self._skip_line()
            return
        end = self.end
        self.advance()
        self._line_end("block")
        body = Body(brace + 1, end - 1, (setting,))
        items.append(Block(start, end, type_, type_end, tuple(labels), header_end, body))

"""Reading bodies: settings and blocks."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.blocks import BlockReader
from packer_systo.engine.syntax.hcl.headers import Header
from packer_systo.engine.syntax.hcl.mistakes import Mistake, no_item, not_ended
from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Body,
    BoolLiteral,
    Comment,
    Expression,
    Invalid,
    NumberLiteral,
    Template,
    TemplateText,
)
from packer_systo.engine.syntax.hcl.patterns import (
    CLOSING_LINE,
    GOES_ON,
    ITEM,
    ITEM_BLOCK,
    ITEM_BOOL,
    ITEM_CLOSE,
    ITEM_COMMENT,
    ITEM_END,
    ITEM_NUMBER,
    ITEM_PATH,
    ITEM_STARTS,
    ITEM_STRING,
    ITEM_VALUE,
    MAYBE_ITEM,
    MEANT_AS_ITEM,
    QUOTED_ITEM,
)
from packer_systo.engine.syntax.hcl.templates import path_expression
from packer_systo.engine.syntax.hcl.tokens import BRACKETS, END, NAME

TOP = -1
"""In place of a block's opening brace: the body of the file."""

CONTINUES = frozenset('={[(:,.?+-*/%<>&|"}')
"""With these a line may go on with what the line above it began."""

BLOCK_EXAMPLE = 'build {\n  name = "value"\n}'


class BodyReader(BlockReader):
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
        latest_block = start
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
                attribute = self.setting(name, first, name_end)
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
                self.item = latest_block = match.start(1)
                header = self.common_header(latest_block, match[1], match.end())
                self.end = header.brace + 1
                items.append(self.block(header))
                position = self._ended("block", latest_block, opener)
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
                    if self.doubt_at_end < 0:
                        self.doubt_at_end = max(self.doubt, 0)
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
                broken, self.item = self.item, self.start
                first = self.start
                # What makes no sense right after a broken item is a consequence of it, but for a
                # line that stands as it does and was clearly to be an item itself.
                silent = position == self.resumed and not self._meant_as_item(first, broken)
                if self.kind is NAME:
                    if self._item(items, names, opener, silent=silent):
                        what = "setting"
                        if isinstance(items[-1], Block):
                            what = "block"
                            latest_block = first
                        position = self._ended(what, first, opener)
                        continue
                else:
                    # A } that closes nothing, after a mistake, was left over by that.
                    left_over = self.kind == "}" and self._may_be_left(latest_block)
                    if self._no_item(silent=silent or left_over):
                        position = self.start
                        latest_block = first
                        continue
                if opener != TOP and self._meant_to_close(first, opener):
                    self.doubt = max(self.doubt, first)
                self.resumed = position = self.start
                continue
            if name in names:
                self._repeated(name, first, name_end)
            names.add(name)
        return Body(start, self.start, tuple(items))

    def _item(
        self, items: list[Attribute | Block], names: set[str], opener: int, *, silent: bool
    ) -> bool:
        """An item that starts with a name, by tokens. False when it is broken.

        `opener` is the `{` around it. `silent` when its mistakes are consequences.
        """
        start, name_end = self.start, self.end
        self.advance()
        if self.kind == "=":
            name = self.text[start:name_end]
            attribute = self.setting(name, start, name_end)
            items.append(attribute)
            if name in names:
                self._repeated(name, start, name_end)
            names.add(name)
            return not isinstance(attribute.expression, Invalid)
        # A line that is not indented is no block within a block.
        inner = opener == TOP or self.indentation(start) > self.indentation(opener)
        header = self.header(start, name_end, likely=inner and not silent, silent=silent)
        if header is None:
            return False
        items.append(self.block_by_tokens(header))
        return True

    def _meant_as_item(self, start: int, broken: int) -> bool:
        text = self.text
        meant = (MEANT_AS_ITEM(text, start) or QUOTED_ITEM(text, start)) is not None or (
            # Not where the one before has lost its end, and may go on here.
            self.doubt < broken
            and (
                (text[broken].isalpha() and text[start] not in CONTINUES)
                or MAYBE_ITEM(text, start) is not None
            )
            and GOES_ON(text, broken) is None
            and text[text.find("\n", broken) : start].isspace()
        )
        return (
            meant
            and self.starts_line(start)
            and self.indentation(start) == self.indentation(broken)
        )

    def _meant_to_close(self, start: int, opener: int) -> bool:
        """Was the broken line to close the block, by its place and its marks?"""
        text = self.text
        if self.indentation(start) > self.indentation(opener):
            return False
        line_end = text.find("\n", start)
        line = text[start : len(text) if line_end < 0 else line_end]
        return not line[:1].isalnum() or not BRACKETS.isdisjoint(line)

    def _may_be_left(self, block: int) -> bool:
        """May a mistake at or after the block that starts there have left its } over?"""
        return self.doubt >= block or self.loose >= block

    def _no_item(self, *, silent: bool) -> bool:
        """The current token cannot start an item: report it and go to the item's end.

        True where it is clear how reading goes on.
        """
        start, end, kind = self.start, self.end, self.kind
        mistake = no_item(kind, start, end, self.text[start : start + 12])
        mistake.silent = silent
        if kind == "}":
            # A brace too many: what follows it may well be right.
            self.report(mistake)
            self.advance()
            return not silent
        quoted = QUOTED_ITEM(self.text, start) if kind == '"' and not silent else None
        if quoted is not None and quoted.lastindex == 1:
            # A setting as JSON has it: its value is read for its own mistakes.
            self.report(mistake)
            self.end = quoted.end(1)
            self.trust(self.end)
            setting = self.setting("", start, quoted.end(1) - 1)
            return not isinstance(setting.expression, Invalid) and self.kind in {"\n", END}
        brace = self.brace_at_line_end() if quoted is None else quoted.start(2)
        if brace < 0:
            self.resynchronise(mistake)
            return False
        # A block with a mistake in its header: read it for its own mistakes, but do not keep it.
        self.report(mistake)
        self.end = brace + 1
        self.block(Header(start, "", start, [], start, brace))
        return quoted is not None and self.kind in {"\n", END}

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
        from packer_systo.engine.syntax.hcl.unclosed import clearly_outside, where_missing

        further_in = self.doubt_at_end
        clear = clearly_outside(self, opener, items) if 0 <= further_in < opener else -1
        if clear >= 0:
            # A block further in has no end either, and that is not why this one has none.
            where = f"probably before line {self.line(clear)}"
        else:
            where = where_missing(self, opener, items)
        return Mistake(
            opener,
            opener + 1,
            f"The {owner} block that starts here is never closed: its }} is missing, {where}.",
            BLOCK_EXAMPLE,
            opener=-1 if clear >= 0 else opener,
        )

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
            self.loose = item
            return start
        mistake = not_ended(what, kind, start, self.end, self.text[start : start + 12])
        # Most often what is too much here is a consequence of what is wrong within.
        mistake.silent = self.latest >= item
        if what == "block":
            # Its } may be the one too many.
            self.loose = item
        if kind is NAME and ITEM(self.text, start).lastindex in ITEM_STARTS:
            self.report(mistake)
            return start
        self.item = start
        self.resynchronise(mistake)
        return self.start

    def _closes(self, opener: int) -> bool:
        """Is a } at the end of a setting's line the block's, or does another one follow?"""
        match = CLOSING_LINE(self.text, self.end)
        return match is None or len(match[1]) != self.indentation(opener)

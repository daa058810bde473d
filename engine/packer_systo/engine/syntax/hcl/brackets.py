"""Reading what stands in brackets: lists, objects, `for` expressions, calls, parentheses."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.heredocs import HeredocReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake, no_value, odd_mark
from packer_systo.engine.syntax.hcl.nodes import (
    BoolLiteral,
    Expression,
    ForExpression,
    FunctionCall,
    Index,
    Invalid,
    NullLiteral,
    ObjectExpression,
    ObjectItem,
    ObjectKey,
    Parenthesis,
    Template,
    TemplateText,
    TupleExpression,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import (
    BLOCK_LINE,
    FOR_AHEAD,
    ITEM_LINE,
    LISTED_STRING,
    NEXT_LINE,
    SETTING,
)
from packer_systo.engine.syntax.hcl.tokens import (
    CLOSING,
    COLON,
    END,
    NAME,
    PARENTHESIS,
    STARTS_VALUE,
)

OBJECT_EXAMPLE = '{\n  name = "value"\n}'


class BracketReader(HeredocReader):
    """Each method starts at the opening mark and leaves the token after the closing one."""

    __slots__ = ()

    def list_or_for(self) -> TupleExpression | ForExpression:
        start = self.start
        newlines = self.newlines
        self.newlines = False
        self.enter("]")
        depth = len(self.opened)
        items: list[Expression] = []
        text = self.text
        listed = LISTED_STRING(text, self.end)
        while listed is not None:
            first, last = listed.span(1)
            value = listed[1]
            items.append(
                Template(first - 1, last + 1, (TemplateText(first, last, value),) if value else ())
            )
            self.end = listed.end()
            listed = LISTED_STRING(text, self.end)
        self.advance()
        if not items and self.kind is NAME and text[self.start : self.end] == "for":
            return self._for(start, "]", newlines)
        failed = -1
        while self.kind != "]":
            if self.kind in CLOSING and self._mistyped(start, "]"):
                break
            try:
                items.append(self.expression())
                if self.kind == ",":
                    self.advance()
                elif self.kind != "]":
                    self._separate("list", start, "]", items[-1].end, '["first", "second"]')
            except Mistake as mistake:
                # One mistake after the other, with no item between, is one.
                mistake.silent = mistake.silent or failed == len(items)
                failed = len(items)
                self.recover(mistake, start, depth, ",", newlines=False)
                if self.kind == ",":
                    self.advance()
        return TupleExpression(start, self._close(newlines), tuple(items))

    def _close(self, newlines: bool) -> int:
        """Past the closing mark that is the current token; its end."""
        end = self.end
        self.newlines = newlines
        self.opened.pop()
        self.advance()
        return end

    def _mistyped(self, opener: int, closer: str) -> bool:
        """Is the current token, a closing mark of another kind, meant to close this bracket?

        So it seems where it stands below the line of the opening mark, or on it, and nothing
        further out waits for it. It is then reported.
        """
        start = self.start
        text = self.text
        kind = self.kind
        if text.find("\n", opener, start) >= 0:
            if not self.starts_line(start) or self.indentation(start) != self.indentation(opener):
                return False
            if kind in self.opened:
                line_end = text.find("\n", start)
                following = NEXT_LINE(text, line_end) if line_end >= 0 else None
                if following is None or self.indentation(following.end()) < self.indentation(start):
                    return False
        elif kind in self.opened:
            return False
        self.report(
            Mistake(
                start,
                self.end,
                f"What {text[opener]} opened has to be closed by {closer}, not by {kind}.",
                f"{text[opener]} … {closer}",
            )
        )
        self.doubt = max(self.doubt, start)
        return True

    def _separate(self, what: str, opener: int, closer: str, previous: int, example: str) -> None:
        """Neither a comma nor the end follows an item: say so, and go on if another item does.

        `previous` is where the item before ends.
        """
        start = self.start
        kind = self.kind
        message, odd_example = odd_mark(kind, self.text[start : start + 12])
        if message:
            raise Mistake(start, self.end, message, odd_example)
        if kind in CLOSING and self._mistyped(opener, closer):
            # The loop around this takes it for the closing mark.
            self.kind = closer
            return
        if kind == END or self._starts_outer_item(opener):
            raise self.unclosed(what, opener, closer, example)
        if kind == "=" or kind == ":":
            raise Mistake(
                start,
                self.end,
                f"The items of a {what} have no names; an object, in {{ }}, has.",
                OBJECT_EXAMPLE,
            )
        if kind not in STARTS_VALUE:
            raise Mistake(
                start,
                self.end,
                f"A comma or a {closer} is expected here, after an item of this {what}.",
                example,
            )
        self.report(
            Mistake(
                start,
                self.end,
                f"A comma is missing before this item: the items of a {what} are separated by "
                "commas.",
                example,
                # A string that was not closed swallowed its comma too.
                silent=self.doubt >= previous,
            )
        )

    def _starts_outer_item(self, opener: int) -> bool:
        """Is the current token, the first of its line, what belongs further out?"""
        start = self.start
        text = self.text
        if self.kind is NAME:
            found = SETTING(text, start) or (ITEM_LINE(text, start) and self.outside(start, opener))
            return bool(found) and self.starts_line(start)
        return self.kind in CLOSING and self.kind in self.opened and self.starts_line(start)

    def unclosed(self, what: str, opener: int, closer: str, example: str) -> Mistake:
        """The bracket at `opener` should have been closed before the current token."""
        at_end = self.kind == END
        where = "before the end of the file" if at_end else "before this"
        start, end = (opener, opener + 1) if at_end else (self.start, self.end)
        return Mistake(
            start,
            end,
            f"The {what} that starts in line {self.line(opener)} is never closed: its {closer} is "
            f"missing {where}.",
            example,
            opener=opener,
            # Most often it is what an earlier mistake within it led to.
            silent=self.latest >= opener,
        )

    # Objects

    def object_or_for(self) -> ObjectExpression | ForExpression:
        start = self.start
        newlines = self.newlines
        self.enter("}")
        depth = len(self.opened)
        ahead = FOR_AHEAD(self.text, self.end)
        if ahead is not None:
            comments = len(self.comments)
            self.newlines = False
            self.advance()
            if self.kind is NAME and self.text[self.start : self.end] == "for":
                return self._for(start, "}", newlines)
            # It was a comment, and no `for` after it.
            del self.comments[comments:]
            self.end = start + 1
        self.newlines = True
        self.advance()
        items: list[ObjectItem] = []
        failed = -1
        while True:
            while self.kind == "\n":
                self.advance()
            if self.kind == "}" or (self.kind in CLOSING and self._mistyped(start, "}")):
                break
            try:
                items.append(self._object_item(start))
                if self.kind == "," or self.kind == "\n":
                    self.advance()
                elif self.kind != "}":
                    self._separate_object_item(start)
                    failed = len(items)
            except Mistake as mistake:
                mistake.silent = mistake.silent or failed == len(items)
                failed = len(items)
                self.recover(mistake, start, depth, ",\n", newlines=True)
                if self.kind == ",":
                    self.advance()
        if failed >= 0 and self.indentation(self.start) != self.indentation(start):
            # After a mistake, this may have been the closing brace of something further out.
            self.doubt = max(self.doubt, self.start)
        return ObjectExpression(start, self._close(newlines), tuple(items))

    def _object_item(self, opener: int) -> ObjectItem:
        if self.kind == END:
            raise Mistake(
                self.start,
                self.end,
                f"The file ends within the object that starts in line {self.line(opener)}: "
                "its } is missing.",
                OBJECT_EXAMPLE,
                opener=opener,
            )
        if self.kind in CLOSING and self.kind in self.opened:
            raise self.unclosed("object", opener, "}", OBJECT_EXAMPLE)
        key = self.expression()
        if isinstance(key, Variable):
            key = ObjectKey(key.start, key.end, key.name)
        elif isinstance(key, (BoolLiteral, NullLiteral)):
            key = ObjectKey(key.start, key.end, self.text[key.start : key.end])
        if self.kind != "=" and self.kind != ":":
            raise self._no_separator(opener, key)
        self.advance()
        value = self.expression()
        return ObjectItem(key.start, value.end, key, value)

    def _no_separator(self, opener: int, key: Expression) -> Mistake:
        kind = self.kind
        start = self.start
        example = OBJECT_EXAMPLE
        message, odd_example = odd_mark(kind, self.text[start : start + 12])
        if message:
            return Mistake(start, self.end, message, odd_example)
        if kind == END:
            return self.unclosed("object", opener, "}", example)
        if isinstance(key, ObjectKey) and self.starts_line(key.start):
            if BLOCK_LINE(self.text, key.start) and self.outside(key.start, opener):
                # Back to the start of the line, from which the body goes on.
                self.start, self.end = key.start, key.end
                self.kind = NAME
                return self.unclosed("object", opener, "}", example)
            if kind == "{" or kind == '"':
                return Mistake(
                    start,
                    self.end,
                    "An = is missing before this. Within an object everything is name = value; "
                    "blocks cannot stand here.",
                    example,
                )
        if kind == "\n" or kind == ",":
            message = "This name has no value: within an object everything is name = value."
        elif kind == "==" or kind == "=>":
            message = f"Between name and value stands one =, not {kind}."
        else:
            message = "An = is missing here, between name and value."
            example += '\n\n{\n  "a name.with marks" = "value"\n}'
        return Mistake(start, self.end, message, example)

    def _separate_object_item(self, opener: int) -> None:
        start = self.start
        example = "{ first = 1, second = 2 }"
        message, odd_example = odd_mark(self.kind, self.text[start : start + 12])
        if message:
            raise Mistake(start, self.end, message, odd_example)
        if self.kind == END:
            raise self.unclosed("object", opener, "}", example)
        if self.kind in CLOSING and self._mistyped(opener, "}"):
            self.kind = "}"
            return
        mistake = Mistake(
            start,
            self.end,
            "A comma or a line break is missing before this: the items of an object are separated "
            "by one of them.",
            example,
        )
        if self.kind not in STARTS_VALUE:
            raise mistake
        self.report(mistake)

    # for

    def _for(self, start: int, closer: str, newlines: bool) -> ForExpression:
        """A `for` expression; its keyword is the current token."""
        depth = len(self.opened)
        for_start = self.start
        try:
            self.advance()
            node = self._for_parts(start, closer)
        except Mistake as mistake:
            self.recover(mistake, start, depth, "", newlines=False)
            nothing = Invalid(for_start, self.start)
            node = ForExpression(start, self.end, "", "", nothing, None, nothing, None, False)
        self._close(newlines)
        return node

    def _for_parts(self, start: int, closer: str) -> ForExpression:
        example = (
            "[for name in var.names : upper(name)]"
            if closer == "]"
            else "{for key, value in var.tags : key => upper(value)}"
        )
        key, value = self.for_names()
        collection = self.expression()
        if self.kind != COLON:
            raise Mistake(
                self.start,
                self.end,
                "A : is missing here, between what the for goes through and what it makes of it.",
                example,
            )
        self.advance()
        result_key: Expression | None = None
        result = self.expression()
        arrow = self.start
        if self.kind == "=>":
            self.advance()
            result_key = result
            result = self.expression()
        dots = self.start
        grouped = self.kind == "..."
        if grouped:
            self.advance()
        condition: Expression | None = None
        if self.kind is NAME and self.text[self.start : self.end] == "if":
            self.advance()
            condition = self.expression()
        if self.kind != closer:
            raise Mistake(
                self.start,
                self.end,
                f"This for ends here, and its {closer} is missing.",
                example,
            )
        if closer == "]":
            if result_key is not None:
                self.report(
                    Mistake(
                        result_key.start,
                        result_key.end,
                        "A for in [ ] makes a list, which has no keys: leave out the key and its "
                        "=>, or write { } around.",
                        example,
                    )
                )
            if grouped:
                self.report(
                    Mistake(
                        dots,
                        dots + 3,
                        "The ... groups values by key, which only a for in { } has.",
                        "{for host in var.hosts : host.zone => host.name...}",
                    )
                )
        elif result_key is None:
            self.report(
                Mistake(
                    result.start,
                    max(arrow, result.end),
                    "A for in { } makes an object: a key and => are missing before this value.",
                    example,
                )
            )
        return ForExpression(
            start, self.end, key, value, collection, result_key, result, condition, grouped
        )

    # Calls, parentheses, indexes

    def call(self, name: str, start: int) -> FunctionCall:
        """A function call; the current token is the `(` or `::` after its name's first part."""
        name_end = start + len(name)
        while self.kind == "::":
            self.advance()
            if self.kind is not NAME:
                raise Mistake(
                    self.start,
                    self.end,
                    "The name of a function is missing after this ::.",
                    "provider::name(var.value)",
                )
            name_end = self.end
            name += "::" + self.text[self.start : name_end]
            self.advance()
        if self.kind != PARENTHESIS:
            raise Mistake(
                self.start,
                self.end,
                "A ( is missing here: a name with :: in it is a function's.",
                "provider::name(var.value)",
            )
        newlines = self.newlines
        self.newlines = False
        opener = self.start
        self.enter(")")
        depth = len(self.opened)
        self.advance()
        arguments: list[Expression] = []
        expand = False
        failed = -1
        while self.kind != ")":
            if self.kind in CLOSING and self._mistyped(opener, ")"):
                break
            try:
                arguments.append(self.expression())
                if self.kind == ",":
                    self.advance()
                elif self.kind == "...":
                    expand = True
                    self.advance()
                    if self.kind != ")":
                        raise Mistake(
                            self.start,
                            self.end,
                            "A ) is missing here: ... stands after the last argument only.",
                            "max(var.sizes...)",
                        )
                elif self.kind != ")":
                    example = "min(var.first, var.second)"
                    self._separate("call", opener, ")", arguments[-1].end, example)
            except Mistake as mistake:
                mistake.silent = mistake.silent or failed == len(arguments)
                failed = len(arguments)
                self.recover(mistake, opener, depth, ",", newlines=False)
                if self.kind == ",":
                    self.advance()
        end = self._close(newlines)
        return FunctionCall(start, end, name, name_end, tuple(arguments), expand)

    def parenthesis(self) -> Parenthesis:
        start = self.start
        newlines = self.newlines
        self.newlines = False
        self.enter(")")
        depth = len(self.opened)
        inner: Expression
        try:
            self.advance()
            inner = self.expression()
            if self.kind != ")":
                raise self._not_closed("parenthesis", start, ")", "(var.count + 1) * 2")
        except Mistake as mistake:
            self.recover(mistake, start, depth, "", newlines=False)
            inner = Invalid(start + 1, self.start)
        return Parenthesis(start, self._close(newlines), inner)

    def index(self, node: Expression) -> Index:
        """`[key]` after `node`; the current token is the `[`."""
        start = self.start
        if self.doubt >= node.end:
            # A string that was not closed ends its line; this is the next item.
            raise Mistake(start, self.end, "", silent=True)
        newlines = self.newlines
        self.newlines = False
        self.enter("]")
        depth = len(self.opened)
        key: Expression
        try:
            self.advance()
            key = self.expression()
            if self.kind != "]":
                raise self._not_closed("index", start, "]", "var.names[0]")
        except Mistake as mistake:
            self.recover(mistake, start, depth, "", newlines=False)
            key = Invalid(start + 1, self.start)
        return Index(node.start, self._close(newlines), node, key)

    def _not_closed(self, what: str, opener: int, closer: str, example: str) -> Mistake:
        start = self.start
        message, odd_example = odd_mark(self.kind, self.text[start : start + 12])
        if message:
            return Mistake(start, self.end, message, odd_example)
        if self._starts_outer_item(opener):
            return self.unclosed(what, opener, closer, example)
        return Mistake(
            start,
            self.end,
            f"A {closer} is missing here, or an operator before this.",
            example,
        )

    def no_value(self) -> Mistake:
        return no_value(self.kind, self.start, self.end, self.text[self.start : self.start + 12])

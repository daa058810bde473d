"""Reading lists and objects."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.brackets import OBJECT_EXAMPLE
from packer_systo.engine.syntax.hcl.loops import LoopReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake, odd_mark
from packer_systo.engine.syntax.hcl.nodes import (
    Binary,
    BoolLiteral,
    Expression,
    ForExpression,
    NullLiteral,
    ObjectExpression,
    ObjectItem,
    ObjectKey,
    Template,
    TemplateText,
    TupleExpression,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import (
    BLOCK_LINE,
    FOR_AHEAD,
    LISTED_STRING,
    NEXT_LINE,
    OBJECT_LINE,
)
from packer_systo.engine.syntax.hcl.tokens import (
    CLOSING,
    END,
    NAME,
    STARTS_KEY,
    STARTS_VALUE,
)


class ListReader(LoopReader):
    """Reads what stands in `[ ]` and `{ }` within an expression."""

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
            return self.for_expression(start, "]", newlines)
        failed = -1
        while self.kind != "]":
            if self.kind in CLOSING and self.mistyped(start, "]"):
                break
            try:
                items.append(self.expression())
                if self.kind == ",":
                    self.advance()
                elif self.kind != "]":
                    self.separate("list", start, "]", items[-1], '["first", "second"]')
            except Mistake as mistake:
                # One mistake after the other, with no item between, is one.
                mistake.silent = mistake.silent or failed == len(items)
                failed = len(items)
                self.recover(mistake, start, depth, ",", newlines=False)
                if self.past_comma() and self.kind in STARTS_VALUE:
                    failed = -1
        return TupleExpression(start, self.close(newlines), tuple(items))

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
                return self.for_expression(start, "}", newlines)
            # It was a comment, and no `for` after it.
            del self.comments[comments:]
            self.end = start + 1
        self.newlines = True
        self.advance()
        items: list[ObjectItem] = []
        failed = -1
        # Where the first mistake in it is.
        broken = -1
        while True:
            while self.kind == "\n":
                self.advance()
            if self.kind == "}" or (self.kind in CLOSING and self.mistyped(start, "}")):
                break
            try:
                items.append(self._object_item(start))
                if self.kind in {",", "\n"}:
                    self.advance()
                elif self.kind != "}":
                    if broken < 0:
                        broken = self.start
                    self._separate_object_item(start)
                    failed = len(items)
            except Mistake as mistake:
                if broken < 0:
                    broken = mistake.start
                mistake.silent = mistake.silent or failed == len(items)
                failed = len(items)
                try:
                    self.recover(mistake, start, depth, ",\n", newlines=True)
                except Mistake:
                    if mistake.opener != start:
                        self._tell_unclosed(start, items, broken)
                    raise
                if self.past_comma():
                    failed = -1 if self.kind in STARTS_KEY else failed
                elif self.kind == "\n" and OBJECT_LINE(
                    self.text, NEXT_LINE(self.text, self.start).end()
                ):
                    failed = -1
        if broken >= 0 and self.indentation(self.start) != self.indentation(start):
            # After a mistake, this may have been the closing brace of something further out.
            self.doubt = max(self.doubt, self.start)
        return ObjectExpression(start, self.close(newlines), tuple(items))

    def _tell_unclosed(self, opener: int, items: list[ObjectItem], broken: int) -> None:
        """An object ends since what follows belongs further out.

        Where items before its first mistake belong there already, it was never closed.
        """
        for item in items:
            if item.start >= broken:
                break
            if self.starts_line(item.start) and self.outside(item.start, opener):
                self.report(
                    Mistake(
                        item.start,
                        item.key.end,
                        f"The object that starts in line {self.line(opener)} is never closed: its }} "
                        "is missing before this.",
                        OBJECT_EXAMPLE,
                    )
                )
                break

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
        if self.kind not in {"=", ":"}:
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
        silent = self.latest >= key.start
        if isinstance(key, ObjectKey) and self.starts_line(key.start):
            if BLOCK_LINE(self.text, key.start) and self.outside(key.start, opener):
                # Back to the start of the line, from which the body goes on.
                self.start, self.end = key.start, key.end
                self.kind = NAME
                return self.unclosed("object", opener, "}", example)
            if kind in {"{", '"'}:
                return Mistake(
                    start,
                    self.end,
                    "An = is missing before this. Within an object everything is name = value; "
                    "blocks cannot stand here.",
                    example,
                )
        if kind in {"\n", ","}:
            message = "This name has no value: within an object everything is name = value."
            silent = silent or self.told_on_line(start)
        elif kind == "=>" or (isinstance(key, Binary) and key.operator == "=="):
            message = "Between name and value stands one = and nothing else."
        else:
            message = "An = is missing here, between name and value."
            example += '\n\n{\n  "a name.with marks" = "value"\n}'
        return Mistake(start, self.end, message, example, silent=silent)

    def _separate_object_item(self, opener: int) -> None:
        start = self.start
        example = "{ first = 1, second = 2 }"
        message, odd_example = odd_mark(self.kind, self.text[start : start + 12])
        if message:
            raise Mistake(start, self.end, message, odd_example)
        if self.kind == END:
            raise self.unclosed("object", opener, "}", example)
        if self.kind in CLOSING and self.mistyped(opener, "}"):
            self.kind = "}"
            return
        glued = self.glued(start)
        mistake = Mistake(
            start,
            self.end,
            "A comma or a line break is missing before this: the items of an object are separated "
            "by one of them.",
            example,
            silent=glued and self.told_on_line(start),
            vague=glued,
        )
        if self.kind not in STARTS_VALUE:
            raise mistake
        self.report(mistake)
        self.trust(start)

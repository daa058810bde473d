"""What all brackets have in common: how they end, and what to say where they do not."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.heredocs import HeredocReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake, no_value, odd_mark
from packer_systo.engine.syntax.hcl.nodes import (
    Expression,
    Index,
    Invalid,
    Parenthesis,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import (
    ITEM_LINE,
    NEXT_LINE,
    SETTING,
)
from packer_systo.engine.syntax.hcl.tokens import (
    CLOSING,
    END,
    NAME,
    STARTS_VALUE,
)

OBJECT_EXAMPLE = '{\n  name = "value"\n}'


class BracketReader(HeredocReader):
    """Each method that reads a bracket starts at its opening mark, and leaves the token after it."""

    __slots__ = ()

    def close(self, newlines: bool) -> int:
        """Past the closing mark that is the current token; its end."""
        end = self.end
        self.newlines = newlines
        self.opened.pop()
        self.advance()
        return end

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
                raise self.not_closed("parenthesis", start, ")", inner, "(var.count + 1) * 2")
        except Mistake as mistake:
            self.recover(mistake, start, depth, "", newlines=False)
            inner = Invalid(start + 1, self.start)
        return Parenthesis(start, self.close(newlines), inner)

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
                raise self.not_closed("index", start, "]", key, "var.names[0]")
        except Mistake as mistake:
            self.recover(mistake, start, depth, "", newlines=False)
            key = Invalid(start + 1, self.start)
        return Index(node.start, self.close(newlines), node, key)

    def mistyped(self, opener: int, closer: str) -> bool:
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
                if following is None or (
                    self.indentation(following.end()) < self.indentation(start)
                    and text[following.end() : following.end() + 1] not in CLOSING
                ):
                    return False
        elif kind in self.opened:
            return False
        self.report(
            Mistake(
                start,
                self.end,
                f"What {text[opener]} opened has to be closed by {closer}, not by {kind}.",
                f"{text[opener]} … {closer}",
                # A mistake before it may come from the opening mark, which is then the wrong one.
                silent=self.latest >= opener and self.latest != self.lacking,
            )
        )
        self.doubt = max(self.doubt, start)
        return True

    def separate(
        self, what: str, opener: int, closer: str, previous: Expression, example: str
    ) -> None:
        """Neither a comma nor the end follows an item: say so, and go on if another item does."""
        start = self.start
        kind = self.kind
        message, odd_example = odd_mark(kind, self.text[start : start + 12])
        glued = self.glued(start)
        if message:
            raise Mistake(start, self.end, message, odd_example, vague=glued)
        if kind in CLOSING and self.mistyped(opener, closer):
            # The loop around this takes it for the closing mark.
            self.kind = closer
            return
        if kind == END or self.starts_outer_item(opener):
            raise self.unclosed(what, opener, closer, example)
        if kind in {"=", ":"}:
            if self.named_outer_item(opener, previous):
                raise self.unclosed(what, opener, closer, example)
            raise Mistake(
                start,
                self.end,
                f"The items of a {what} have no names; an object, in {{ }}, has.",
                OBJECT_EXAMPLE,
                # A missing comma before the item comes from what is missing here.
                silent=self.latest == previous.start,
            )
        if kind not in STARTS_VALUE:
            raise Mistake(
                start,
                self.end,
                f"A comma or a {closer} is expected here, after an item of this {what}.",
                example,
                vague=glued,
            )
        told = self.latest
        self.report(
            Mistake(
                start,
                self.end,
                f"A comma is missing before this item: the items of a {what} are separated by "
                "commas.",
                example,
                # A string that was not closed swallowed its comma too.
                silent=self.doubt >= previous.end or (glued and self.told_on_line(start)),
                vague=glued,
            )
        )
        if self.latest != told and (told < opener or told == self.lacking):
            self.lacking = self.latest
        if kind is not NAME or not self.text[previous.end - 1].isalpha():
            # Words in a row are one mistake: quotes are missing around them.
            self.trust(start)

    def starts_outer_item(self, opener: int) -> bool:
        """Is the current token, the first of its line, what belongs further out?"""
        start = self.start
        text = self.text
        if self.kind is NAME:
            found = SETTING(text, start) or (ITEM_LINE(text, start) and self.outside(start, opener))
            return bool(found) and self.starts_line(start)
        return self.kind in CLOSING and self.kind in self.opened and self.starts_line(start)

    def named_outer_item(self, opener: int, previous: Expression | None) -> bool:
        """Is what was taken for an item the name of a setting further out? Then go back to it."""
        if self.kind != "=" or not isinstance(previous, Variable):
            return False
        before = previous.start
        if not (self.starts_line(before) and self.outside(before, opener)):
            return False
        self.kind = NAME
        self.start, self.end = before, previous.end
        return True

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

    def not_closed(
        self, what: str, opener: int, closer: str, inner: Expression, example: str
    ) -> Mistake:
        start = self.start
        message, odd_example = odd_mark(self.kind, self.text[start : start + 12])
        if message:
            return Mistake(start, self.end, message, odd_example)
        if self.starts_outer_item(opener) or self.named_outer_item(opener, inner):
            return self.unclosed(what, opener, closer, example)
        return Mistake(
            start,
            self.end,
            f"A {closer} is missing here, or an operator before this.",
            example,
        )

    def no_value(self) -> Mistake:
        return no_value(self.kind, self.start, self.end, self.text[self.start : self.start + 12])

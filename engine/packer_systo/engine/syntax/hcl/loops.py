"""Reading `for` expressions: `[for … : …]` and `{for … : … => …}`."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.calls import CallReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake
from packer_systo.engine.syntax.hcl.nodes import (
    Expression,
    ForExpression,
    Invalid,
)
from packer_systo.engine.syntax.hcl.tokens import (
    COLON,
    NAME,
)


class LoopReader(CallReader):
    """Reads `for` expressions, from their keyword on."""

    __slots__ = ()

    def for_expression(self, start: int, closer: str, newlines: bool) -> ForExpression:
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
        self.close(newlines)
        return node

    def _for_parts(self, start: int, closer: str) -> ForExpression:
        example = (
            "[for name in var.names : upper(name)]"
            if closer == "]"
            else "{for key, value in var.tags : key => upper(value)}"
        )
        key, value = self.for_names()
        collection = self.expression()
        if self.kind == COLON:
            self.advance()
        else:
            self.assumed(
                Mistake(
                    self.start,
                    self.end,
                    "A : is missing here, between what the for goes through and what it makes of "
                    "it.",
                    example,
                )
            )
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

"""Reading function calls."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.brackets import BracketReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake
from packer_systo.engine.syntax.hcl.nodes import (
    Expression,
    FunctionCall,
)
from packer_systo.engine.syntax.hcl.tokens import (
    CLOSING,
    ELLIPSIS,
    NAME,
    PARENTHESIS,
    STARTS_VALUE,
)


class CallReader(BracketReader):
    """Reads calls, whose arguments are separated by commas."""

    __slots__ = ()

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
            if self.kind in CLOSING and self.mistyped(opener, ")"):
                break
            try:
                arguments.append(self.expression())
                if self.kind == ",":
                    self.advance()
                elif self.kind == ELLIPSIS:
                    expand = True
                    self._expanded()
                elif self.kind != ")":
                    example = "min(var.first, var.second)"
                    self.separate("call", opener, ")", arguments[-1], example)
            except Mistake as mistake:
                mistake.silent = mistake.silent or failed == len(arguments)
                failed = len(arguments)
                self.recover(mistake, opener, depth, ",", newlines=False)
                if self.past_comma() and self.kind in STARTS_VALUE:
                    failed = -1
        end = self.close(newlines)
        return FunctionCall(start, end, name, name_end, tuple(arguments), expand)

    def _expanded(self) -> None:
        """Past the `...` after the last argument."""
        self.advance()
        if self.kind != ")":
            raise Mistake(
                self.start,
                self.end,
                "A ) is missing here: ... stands after the last argument only.",
                "max(var.sizes...)",
            )

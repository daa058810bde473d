"""Reading expressions: operators by precedence, then operands with their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packer_systo.engine.syntax.hcl.lists import ListReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake
from packer_systo.engine.syntax.hcl.nodes import (
    Binary,
    BoolLiteral,
    Conditional,
    GetAttribute,
    Index,
    NullLiteral,
    NumberLiteral,
    Splat,
    SplatElement,
    Unary,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import STEPS
from packer_systo.engine.syntax.hcl.templates import LITERALS
from packer_systo.engine.syntax.hcl.tokens import (
    BRACKET,
    DOT,
    HEREDOC,
    NAME,
    NUMBER,
    QUESTION,
    STAR,
)

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Expression

PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}


class ExpressionReader(ListReader):
    """`expression` and what it consists of; each leaves the token after it as the current one."""

    __slots__ = ()

    def expression(self) -> Expression:
        left = self._operand()
        if self.kind in PRECEDENCE:
            left = self._operators(left)
        if self.kind == "?":
            return self._conditional(left)
        return left

    def _conditional(self, condition: Expression) -> Expression:
        """`? then : otherwise`; a further conditional in `otherwise` makes a chain, not a nest."""
        chain: list[tuple[Expression, Expression]] = []
        while self.kind == QUESTION:
            self.chained(len(chain) + 1)
            self.enter(":")
            self.advance()
            then = self.expression()
            self.opened.pop()
            if self.kind != ":":
                raise Mistake(
                    self.start,
                    self.end,
                    "A : with the value for the other case is missing here: ? needs both.",
                    'var.debug ? "verbose" : "quiet"',
                )
            self.advance()
            chain.append((condition, then))
            condition = self._operand()
            if self.kind in PRECEDENCE:
                condition = self._operators(condition)
        for test, then in reversed(chain):
            condition = Conditional(test.start, condition.end, test, then, condition)
        return condition

    def _operators(self, first: Expression) -> Expression:
        """The rest of a chain of binary operators, by two stacks and without recursion."""
        operands = [first]
        operators: list[str] = []
        count = 0
        while True:
            precedence = PRECEDENCE.get(self.kind, 0)
            while operators and PRECEDENCE[operators[-1]] >= precedence:
                right = operands.pop()
                left = operands[-1]
                operands[-1] = Binary(left.start, right.end, operators.pop(), left, right)
            if not precedence:
                return operands[0]
            count += 1
            self.chained(count)
            operators.append(self.kind)
            self.advance()
            operands.append(self._operand())

    def _operand(self) -> Expression:
        """A literal, a name, a call, a bracket, with the unary operators and path around it."""
        kind = self.kind
        node: Expression
        if kind is NAME:
            node = self._named()
        elif kind == '"':
            node = self.quoted()
        elif kind == "[":
            node = self.list_or_for()
        elif kind == "{":
            node = self.object_or_for()
        elif kind is NUMBER:
            node = self._number()
        elif kind == "(":
            node = self.parenthesis()
        elif kind is HEREDOC:
            node = self.heredoc()
        elif kind in {"-", "!"}:
            return self._unary()
        elif kind == "<" and self.text.startswith("<<", self.start):
            node = self.bad_heredoc()
        else:
            raise self.no_value()
        if self.kind in {".", "["}:
            return self._path(node)
        return node

    def _named(self) -> Expression:
        """What starts with a name: a literal, a variable with the names after it, a call."""
        text = self.text
        start = self.start
        end = self.end
        name = text[start:end]
        node: Expression
        steps = STEPS(text, end)
        if steps is not None and name not in LITERALS and (self.ascii or steps[0].isascii()):
            path = steps[0][1:].split(".")
            self.chained(len(path))
            node = Variable(start, end, name)
            for step in path:
                end += 1 + len(step)
                node = GetAttribute(start, end, node, step)
            self.end = end
            self.advance()
            return node
        self.advance()
        if self.kind in {"(", "::"}:
            return self.call(name, start)
        if name not in LITERALS:
            return Variable(start, end, name)
        if name == "null":
            return NullLiteral(start, end)
        return BoolLiteral(start, end, name == "true")

    def _unary(self) -> Expression:
        signs: list[tuple[int, str]] = []
        while self.kind in {"-", "!"}:
            signs.append((self.start, self.kind))
            self.chained(len(signs))
            self.advance()
        node = self._operand()
        for start, sign in reversed(signs):
            node = Unary(start, node.end, sign, node)
        return node

    def _number(self) -> NumberLiteral:
        start = self.start
        end = self.end
        text = self.text[start:end]
        if not text.isdecimal() and not _is_number(text):
            self.report(
                Mistake(
                    start,
                    end,
                    "This is not a number: it has too many dots or exponents. "
                    "A version or an address needs quotes.",
                    'version = "1.2.3"',
                )
            )
            text = "0"
        self.advance()
        return NumberLiteral(start, end, text)

    def _path(self, node: Expression) -> Expression:
        """`.name`, `.0`, `.*`, `[key]` and `[*]` after an operand."""
        # The targets of the `[*]` met so far: what follows one belongs to its elements.
        splats: list[Expression] = []
        count = 0
        while True:
            count += 1
            self.chained(count)
            if self.kind == DOT:
                self.advance()
                if self.kind is NAME:
                    end = self.end
                    node = GetAttribute(node.start, end, node, self.text[self.start : end])
                    self.advance()
                elif self.kind is NUMBER:
                    node = self._legacy_index(node)
                elif self.kind == "*":
                    node = self._attribute_splat(node)
                else:
                    raise self._no_name()
            elif self.kind == BRACKET:
                start = self.start
                comments = len(self.comments)
                self.advance()
                if self.kind == STAR:
                    self.advance()
                    if self.kind != "]":
                        raise Mistake(
                            self.start,
                            self.end,
                            "A ] is missing after this *.",
                            "var.disks[*].size",
                        )
                    splats.append(node)
                    node = SplatElement(start, self.end)
                    self.advance()
                else:
                    # Read the bracket again: line breaks do not count in it.
                    del self.comments[comments:]
                    self.start = start
                    self.end = start + 1
                    self.kind = "["
                    node = self.index(node)
            else:
                break
        end = node.end
        while splats:
            target = splats.pop()
            node = Splat(target.start, end, target, node, full=True)
        return node

    def _no_name(self) -> Mistake:
        return Mistake(
            self.start, self.end, "A name is missing after the dot before this.", "var.name"
        )

    def _legacy_index(self, node: Expression) -> Index:
        start, end = self.start, self.end
        if "." in self.text[start:end]:
            self.report(
                Mistake(
                    start,
                    end,
                    "Two indexes with dots in a row are read as one number; use brackets.",
                    "var.rows[0][1]",
                )
            )
        return Index(node.start, end, node, self._number())

    def _attribute_splat(self, target: Expression) -> Splat:
        """`.*` with the names and numbers after it; the current token is the `*`."""
        each: Expression = SplatElement(self.start, self.end)
        end = self.end
        count = 0
        self.advance()
        while self.kind == DOT:
            count += 1
            self.chained(count)
            self.advance()
            end = self.end
            if self.kind is NAME:
                each = GetAttribute(each.start, end, each, self.text[self.start : end])
                self.advance()
            elif self.kind is NUMBER:
                each = self._legacy_index(each)
            elif self.kind == "*":
                raise Mistake(
                    self.start,
                    self.end,
                    "One .* cannot stand within another; use [*].",
                    "var.hosts[*].disks[*].size",
                )
            else:
                raise self._no_name()
        return Splat(target.start, end, target, each, full=False)


def _is_number(text: str) -> bool:
    """Is a token of digits, dots and exponents one number?"""
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    return mantissa.count(".") < 2 and "e" not in exponent and "." not in exponent

"""Reading expressions: operators by precedence, then operands with their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packer_systo.engine.syntax.hcl.nodes import (
    Binary,
    BoolLiteral,
    Conditional,
    ForExpression,
    FunctionCall,
    GetAttribute,
    Index,
    NullLiteral,
    NumberLiteral,
    ObjectExpression,
    ObjectItem,
    ObjectKey,
    Parenthesis,
    Splat,
    SplatElement,
    Template,
    TemplateText,
    TupleExpression,
    Unary,
    Variable,
)
from packer_systo.engine.syntax.hcl.patterns import FOR_AHEAD, LISTED_STRING, STEPS
from packer_systo.engine.syntax.hcl.scanner import HEREDOC, MAX_CHAIN, NAME, NUMBER, Mistake
from packer_systo.engine.syntax.hcl.templates import LITERALS, TemplateReader

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


class ExpressionReader(TemplateReader):
    """`expression` and what it consists of; each leaves the token after it as the current one."""

    __slots__ = ()

    def expression(self) -> Expression:
        left = self.operand()
        kind = self.kind
        if kind in PRECEDENCE:
            left = self._operators(left)
            kind = self.kind
        if kind == "?":
            return self._conditional(left)
        return left

    def _conditional(self, condition: Expression) -> Expression:
        """`? then : otherwise`; a further conditional in `otherwise` makes a chain, not a nest."""
        chain: list[tuple[Expression, Expression]] = []
        while self.kind == "?":
            if len(chain) >= MAX_CHAIN:
                raise self.too_long()
            self.enter()
            self.advance()
            then = self.expression()
            self.depth -= 1
            if self.kind != ":":
                raise Mistake(
                    self.start,
                    self.end,
                    "A : and the value for the other case are missing here: a condition with ? "
                    "needs both.",
                    'var.debug ? "verbose" : "quiet"',
                )
            self.advance()
            chain.append((condition, then))
            condition = self.operand()
            if self.kind in PRECEDENCE:
                condition = self._operators(condition)
        result = condition
        for test, then in reversed(chain):
            result = Conditional(test.start, result.end, test, then, result)
        return result

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
            if count > MAX_CHAIN:
                raise self.too_long()
            operators.append(self.kind)
            self.advance()
            operands.append(self.operand())

    def too_long(self) -> Mistake:
        return Mistake(
            self.start,
            self.end,
            f"This expression is too long: more than {MAX_CHAIN} operators or steps in a row are "
            "not read.",
            "Give a part of it a name in locals, and use that name here.",
        )

    def operand(self) -> Expression:
        """A literal, a name, a call, a bracket, with the unary operators and path around it."""
        kind = self.kind
        start = self.start
        node: Expression
        if kind is NAME:
            text = self.text
            name = text[start : self.end]
            steps = STEPS(text, self.end)
            if name in LITERALS:
                self.advance()
                if self.kind == "(" or self.kind == "::":
                    node = self._call(name, start)
                elif name == "null":
                    node = NullLiteral(start, start + 4)
                else:
                    node = BoolLiteral(start, start + len(name), name == "true")
            elif steps is not None and (self.ascii or steps[0].isascii()):
                node = Variable(start, self.end, name)
                path = steps[0][1:].split(".")
                if len(path) > MAX_CHAIN:
                    raise self.too_long()
                end = self.end
                for step in path:
                    end += 1 + len(step)
                    node = GetAttribute(start, end, node, step)
                self.end = end
                self.advance()
            else:
                end = self.end
                self.advance()
                if self.kind == "(" or self.kind == "::":
                    node = self._call(name, start)
                else:
                    node = Variable(start, end, name)
        elif kind == '"':
            node = self.quoted()
        elif kind == "[":
            node = self._list()
        elif kind == "{":
            node = self._object()
        elif kind is NUMBER:
            node = self._number()
        elif kind == "(":
            node = self._parenthesis()
        elif kind is HEREDOC:
            node = self.heredoc()
        elif kind == "-" or kind == "!":
            return self._unary()
        else:
            raise self.no_expression()
        if self.kind == "." or self.kind == "[":
            return self._path(node)
        return node

    def no_expression(self) -> Mistake:
        return Mistake(self.start, self.end, "A value is missing here.", 'name = "value"')

    def _unary(self) -> Expression:
        signs: list[tuple[int, str]] = []
        while self.kind == "-" or self.kind == "!":
            signs.append((self.start, self.kind))
            if len(signs) > MAX_CHAIN:
                raise self.too_long()
            self.advance()
        node = self.operand()
        for start, sign in reversed(signs):
            node = Unary(start, node.end, sign, node)
        return node

    def _number(self) -> NumberLiteral:
        start = self.start
        end = self.end
        text = self.text[start:end]
        if not text.isdecimal() and not _is_number(text):
            raise Mistake(start, end, "This is not a number.", "1.5")
        self.advance()
        return NumberLiteral(start, end, text)

    def _path(self, node: Expression) -> Expression:
        """`.name`, `.0`, `.*`, `[key]` and `[*]` after an operand."""
        start = node.start
        # The targets of the `[*]` met so far: what follows one belongs to its elements.
        splats: list[Expression] = []
        count = 0
        while True:
            count += 1
            if count > MAX_CHAIN:
                raise self.too_long()
            if self.kind == ".":
                self.advance()
                if self.kind is NAME:
                    node = GetAttribute(
                        node.start, self.end, node, self.text[self.start : self.end]
                    )
                    self.advance()
                elif self.kind is NUMBER:
                    node = self._legacy_index(node)
                elif self.kind == "*":
                    node = self._attribute_splat(node)
                else:
                    raise Mistake(
                        self.start,
                        self.end,
                        "A name is missing after this dot.",
                        "var.name",
                    )
            elif self.kind == "[":
                opener = self.start
                self.advance()
                if self.kind == "*":
                    self.advance()
                    if self.kind != "]":
                        raise Mistake(
                            self.start, self.end, "A ] is missing after [*.", "var.disks[*].size"
                        )
                    splats.append(node)
                    node = SplatElement(opener, self.end)
                    self.advance()
                else:
                    self.end = opener + 1
                    node = self._index(node)
            else:
                break
        end = node.end
        while splats:
            target = splats.pop()
            node = Splat(start if not splats else target.start, end, target, node, full=True)
        return node

    def _legacy_index(self, node: Expression) -> Index:
        start, end = self.start, self.end
        text = self.text[start:end]
        if "." in text:
            raise Mistake(
                start, end, "Two indexes with dots in a row are not read.", "var.rows[0][1]"
            )
        key = self._number()
        return Index(node.start, end, node, key)

    def _attribute_splat(self, target: Expression) -> Splat:
        each: Expression = SplatElement(self.start, self.end)
        end = self.end
        count = 0
        self.advance()
        while self.kind == ".":
            count += 1
            if count > MAX_CHAIN:
                raise self.too_long()
            self.advance()
            end = self.end
            if self.kind is NAME:
                each = GetAttribute(each.start, end, each, self.text[self.start : end])
                self.advance()
            elif self.kind is NUMBER:
                each = self._legacy_index(each)
            else:
                raise Mistake(
                    self.start, self.end, "A name is missing after this dot.", "var.disks[*].size"
                )
        return Splat(target.start, end, target, each, full=False)

    def _index(self, node: Expression) -> Index:
        newlines = self.newlines
        self.newlines = False
        self.enter()
        self.advance()
        key = self.expression()
        if self.kind != "]":
            raise Mistake(self.start, self.end, "A ] is missing here.", "var.names[0]")
        end = self.end
        self.newlines = newlines
        self.depth -= 1
        self.advance()
        return Index(node.start, end, node, key)

    def _parenthesis(self) -> Parenthesis:
        start = self.start
        newlines = self.newlines
        self.newlines = False
        self.enter()
        self.advance()
        inner = self.expression()
        if self.kind != ")":
            raise Mistake(self.start, self.end, "A ) is missing here.", "(var.count + 1) * 2")
        end = self.end
        self.newlines = newlines
        self.depth -= 1
        self.advance()
        return Parenthesis(start, end, inner)

    def _call(self, name: str, start: int) -> FunctionCall:
        """A function call; the current token is the `(` or `::` after its name's first part."""
        name_end = start + len(name)
        while self.kind == "::":
            self.advance()
            if self.kind is not NAME:
                raise Mistake(self.start, self.end, "A function's name is missing here.")
            name_end = self.end
            name += "::" + self.text[self.start : name_end]
            self.advance()
        if self.kind != "(":
            raise Mistake(self.start, self.end, "A ( is missing after this function's name.")
        newlines = self.newlines
        self.newlines = False
        self.enter()
        self.advance()
        arguments: list[Expression] = []
        expand = False
        while self.kind != ")":
            arguments.append(self.expression())
            if self.kind == ",":
                self.advance()
                continue
            if self.kind == "...":
                expand = True
                self.advance()
            if self.kind != ")":
                raise Mistake(self.start, self.end, "A comma or ) is missing here.")
        end = self.end
        self.newlines = newlines
        self.depth -= 1
        self.advance()
        return FunctionCall(start, end, name, name_end, tuple(arguments), expand)

    def _list(self) -> TupleExpression | ForExpression:
        start = self.start
        newlines = self.newlines
        self.newlines = False
        self.enter()
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
        while self.kind != "]":
            items.append(self.expression())
            if self.kind == ",":
                self.advance()
            elif self.kind != "]":
                raise Mistake(self.start, self.end, "A comma is missing before this item.")
        end = self.end
        self.newlines = newlines
        self.depth -= 1
        self.advance()
        return TupleExpression(start, end, tuple(items))

    def _object(self) -> ObjectExpression | ForExpression:
        start = self.start
        newlines = self.newlines
        self.enter()
        if FOR_AHEAD(self.text, self.end) is not None:
            self.newlines = False
            self.advance()
            return self._for(start, "}", newlines)
        self.newlines = True
        self.advance()
        items: list[ObjectItem] = []
        while True:
            while self.kind == "\n":
                self.advance()
            if self.kind == "}":
                break
            key = self.expression()
            if isinstance(key, Variable):
                key = ObjectKey(key.start, key.end, key.name)
            elif isinstance(key, (BoolLiteral, NullLiteral)):
                key = ObjectKey(key.start, key.end, self.text[key.start : key.end])
            if self.kind != "=" and self.kind != ":":
                raise Mistake(self.start, self.end, "An = is missing here.")
            self.advance()
            value = self.expression()
            items.append(ObjectItem(key.start, value.end, key, value))
            if self.kind == "," or self.kind == "\n":
                self.advance()
            elif self.kind != "}":
                raise Mistake(self.start, self.end, "A comma or a new line is missing here.")
        end = self.end
        self.newlines = newlines
        self.depth -= 1
        self.advance()
        return ObjectExpression(start, end, tuple(items))

    def _for(self, start: int, closer: str, newlines: bool) -> ForExpression:
        """A `for` expression; its keyword is the current token."""
        self.advance()
        key, value = self.for_names()
        collection = self.expression()
        if self.kind != ":":
            raise Mistake(self.start, self.end, "A : is missing here.")
        self.advance()
        result_key: Expression | None = None
        result = self.expression()
        if self.kind == "=>":
            self.advance()
            result_key = result
            result = self.expression()
        grouped = self.kind == "..."
        if grouped:
            self.advance()
        condition: Expression | None = None
        if self.kind is NAME and self.text[self.start : self.end] == "if":
            self.advance()
            condition = self.expression()
        if self.kind != closer:
            raise Mistake(self.start, self.end, f"A {closer} is missing here.")
        if closer == "]" and (result_key is not None or grouped):
            raise Mistake(result.start, result.end, "A list takes no key.")
        if closer == "}" and result_key is None:
            raise Mistake(result.start, result.end, "A key is missing here.")
        end = self.end
        self.newlines = newlines
        self.depth -= 1
        self.advance()
        return ForExpression(
            start, end, key, value, collection, result_key, result, condition, grouped
        )


def _is_number(text: str) -> bool:
    """Is a token of digits, dots and exponents one number?"""
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    return mantissa.count(".") < 2 and "e" not in exponent and "." not in exponent

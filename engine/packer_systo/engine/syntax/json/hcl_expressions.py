"""JSON values as HCL expressions (github.com/hashicorp/hcl, json/spec.md, "Expressions").

A string is a template of its own, so `"${var.name}"` passes a value on with its type. Where HCL
evaluates without a scope, a string stands for itself; where it wants code, the string is parsed as
an expression. Spans of what stands in a string lead into the JSON text, escapes counted.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, cast

import msgspec

from packer_systo.engine.syntax.diagnostic import BEYOND_A_BOUND
from packer_systo.engine.syntax.hcl.nodes import (
    BoolLiteral,
    Expression,
    Invalid,
    Node,
    NullLiteral,
    NumberLiteral,
    ObjectExpression,
    ObjectItem,
    Template,
    TemplateText,
    TupleExpression,
)
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonBool,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
)
from packer_systo.engine.syntax.json.tokens import escapes

if TYPE_CHECKING:
    from packer_systo.engine.syntax.diagnostic import Diagnostic
    from packer_systo.engine.syntax.json.mistakes import Mistakes

Mode: TypeAlias = Literal["template", "literal", "expression"]
AnyNode = TypeVar("AnyNode", bound=Node)

DEEPEST = 50
"""How deep arrays and objects may be nested in one value: the templates in them nest further."""


class ExpressionReader:
    """Turns values of one JSON text into expressions; collects what is wrong with them."""

    def __init__(self, text: str, mistakes: Mistakes) -> None:
        self.text = text
        self.mistakes = mistakes

    def expression(self, node: JsonNode, mode: Mode, depth: int = 0) -> Expression:
        match node:
            case JsonString():
                return self.string(node, mode)
            case JsonNumber():
                return NumberLiteral(node.start, node.end, node.text)
            case JsonBool():
                return BoolLiteral(node.start, node.end, node.value)
            case JsonNull():
                return NullLiteral(node.start, node.end)
            case JsonInvalid():
                return Invalid(node.start, node.end)
            case JsonArray() | JsonObject():
                return self._collection(node, mode, depth)

    def _collection(self, node: JsonArray | JsonObject, mode: Mode, depth: int) -> Expression:
        if depth == DEEPEST:
            message = f"This is nested too deeply: packer-systo reads at most {DEEPEST} levels."
            self.mistakes.add(node.start, node.start + 1, message, why=BEYOND_A_BOUND)
            return Invalid(node.start, node.end)
        if mode == "expression":
            mode = "template"
        if isinstance(node, JsonArray):
            items = [self.expression(item, mode, depth + 1) for item in node.items]
            return TupleExpression(node.start, node.end, tuple(items))
        members = [
            ObjectItem(
                key.start,
                value.end,
                self.string(key, mode),
                self.expression(value, mode, depth + 1),
            )
            for key, value in node.items
        ]
        return ObjectExpression(node.start, node.end, tuple(members))

    def string(self, node: JsonString, mode: Mode) -> Expression:
        value = node.value
        if mode == "expression":
            return self._code(node)
        if mode == "literal" or ("${" not in value and "%{" not in value):
            parts = (TemplateText(node.start + 1, node.end - 1, value),) if value else ()
            return Template(node.start, node.end, parts)
        from packer_systo.engine.syntax.hcl.parser import parse_template

        template, found = parse_template(value)
        places = Places(self.text, node)
        self._report(found, places)
        moved = tuple([places.moved(part) for part in template.parts])
        return Template(node.start, node.end, moved)

    def _code(self, node: JsonString) -> Expression:
        from packer_systo.engine.syntax.hcl.parser import parse_expression

        expression, found = parse_expression(node.value)
        places = Places(self.text, node)
        self._report(found, places)
        return places.moved(expression)

    def _report(self, found: list[Diagnostic], places: Places) -> None:
        for one in found:
            start, end = places.at(one.start), places.at(one.end)
            self.mistakes.take(msgspec.structs.replace(one, start=start, end=end))


class Places:
    """From offsets into the value of a JSON string to offsets into the JSON text."""

    def __init__(self, text: str, node: JsonString) -> None:
        self._start = node.start + 1
        raw = text[self._start : node.end - 1]
        found = escapes(raw) if "\\" in raw else []
        self._decoded = [decoded for decoded, _ in found]
        self._raw = [raw_end for _, raw_end in found]

    def at(self, offset: int) -> int:
        before = bisect_right(self._decoded, offset) - 1
        if before < 0:
            return self._start + offset
        return self._start + self._raw[before] + offset - self._decoded[before]

    def moved(self, node: AnyNode) -> AnyNode:
        """The node and all below it, with their places in the JSON text."""
        changes: dict[str, object] = {}
        for name in node.__struct_fields__:
            value: object = getattr(node, name)
            if name in {"start", "end", "name_end"} and isinstance(value, int):
                changes[name] = self.at(value)
            elif isinstance(value, Node):
                changes[name] = self.moved(value)
            elif isinstance(value, tuple):
                items = cast("tuple[object, ...]", value)
                changes[name] = tuple(
                    [self.moved(item) if isinstance(item, Node) else item for item in items]
                )
        return msgspec.structs.replace(node, **changes)

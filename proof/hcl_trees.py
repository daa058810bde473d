"""Our HCL tree in the form in which the Go program writes HashiCorp's: nested lists.

See tests/go/hclverdicts/tree.go. Spans are offsets into the text, which is ASCII where they count.
"""

from __future__ import annotations

import math
from typing import Final, cast
from unicodedata import normalize

from packer_systo.engine.syntax.hcl import nodes

SPANS: Final = {
    "setting": 1,
    "block": 2,
    "call": 2,
    "list": 2,
    "object": 2,
    "for": 2,
    "parenthesis": 2,
}
"""How many offsets follow the kind."""


def body_tree(body: nodes.Body) -> list[object]:
    trees: list[object] = []
    for item in body.items:
        if isinstance(item, nodes.Attribute):
            trees.append(["setting", item.start, item.name, expression_tree(item.expression)])
        else:
            labels = [label.value for label in item.labels]
            inner = body_tree(item.body)
            trees.append(["block", item.start, item.end, item.type, labels, inner])
    return trees


def _parts(parts: tuple[nodes.TemplatePart, ...]) -> list[object]:
    """An empty template has one empty text, as in HashiCorp's tree."""
    return ["template", [_part(part) for part in parts] or [["text", ""]]]


def _part(part: nodes.TemplatePart) -> object:
    if isinstance(part, nodes.TemplateText):
        # Their tree holds values, and strings are normalised where they become values.
        return ["text", normalize("NFC", part.value)]
    if isinstance(part, nodes.Interpolation):
        return expression_tree(part.expression)
    if isinstance(part, nodes.IfDirective):
        condition = expression_tree(part.condition)
        return ["conditional", condition, _parts(part.then), _parts(part.otherwise)]
    collection = expression_tree(part.collection)
    body = _parts(part.body)
    return ["join", [part.key, part.value, collection, None, body, None, False]]


def _optional(node: nodes.Expression | None) -> object:
    return None if node is None else expression_tree(node)


def expression_tree(node: nodes.Expression) -> list[object]:
    if isinstance(node, nodes.NumberLiteral):
        number = float(node.text)
        return ["number", "infinite" if math.isinf(number) else number]
    if isinstance(node, nodes.BoolLiteral):
        return ["literal", "true" if node.value else "false"]
    if isinstance(node, nodes.NullLiteral):
        return ["literal", "null"]
    if isinstance(node, nodes.Template):
        return _parts(node.parts)
    if isinstance(node, nodes.Variable):
        return ["variable", node.name]
    if isinstance(node, nodes.GetAttribute):
        return ["get", expression_tree(node.target), node.name]
    if isinstance(node, nodes.Index):
        return ["index", expression_tree(node.target), expression_tree(node.key)]
    if isinstance(node, nodes.Splat):
        return ["splat", expression_tree(node.target), expression_tree(node.each)]
    if isinstance(node, nodes.SplatElement):
        return ["element"]
    if isinstance(node, nodes.FunctionCall):
        arguments = [expression_tree(each) for each in node.arguments]
        return ["call", node.start, node.end, node.name, arguments, node.expand]
    if isinstance(node, nodes.TupleExpression):
        return ["list", node.start, node.end, [expression_tree(each) for each in node.items]]
    if isinstance(node, nodes.ObjectExpression):
        items = [[expression_tree(item.key), expression_tree(item.value)] for item in node.items]
        return ["object", node.start, node.end, items]
    if isinstance(node, nodes.ObjectKey):
        return ["key", node.name]
    if isinstance(node, nodes.ForExpression):
        parts = [
            node.key,
            node.value,
            expression_tree(node.collection),
            _optional(node.result_key),
            expression_tree(node.result),
            _optional(node.condition),
            node.grouped,
        ]
        return ["for", node.start, node.end, parts]
    if isinstance(node, nodes.Conditional):
        branches = [node.condition, node.then, node.otherwise]
        return ["conditional", *(expression_tree(each) for each in branches)]
    if isinstance(node, nodes.Binary):
        return ["binary", node.operator, expression_tree(node.left), expression_tree(node.right)]
    if isinstance(node, nodes.Unary):
        return ["unary", node.operator, expression_tree(node.operand)]
    if isinstance(node, nodes.Parenthesis):
        return ["parenthesis", node.start, node.end, expression_tree(node.expression)]
    return ["unknown"]


def without_spans(tree: object) -> object:
    """A tree without its offsets, for texts in which bytes and characters differ."""
    if not isinstance(tree, list):
        return tree
    entries = cast("list[object]", tree)
    kind = entries[0] if entries else ""
    drop = SPANS.get(kind, 0) if isinstance(kind, str) else 0
    return [without_spans(entry) for entry in entries[:1] + entries[1 + drop :]]


def same_tree(text: str, body: nodes.Body, theirs: object) -> bool:
    """Is our tree of a text the one that the Go program wrote?"""
    ours: object = body_tree(body)
    if not text.isascii():
        # Their spans count bytes, ours characters.
        ours, theirs = without_spans(ours), without_spans(theirs)
    return ours == _float_numbers(theirs)


def _float_numbers(tree: object) -> object:
    """Go writes a float below 1e21 with its shortest digits and zeros: no integer is meant."""
    if not isinstance(tree, list):
        return tree
    items = cast("list[object]", tree)
    if len(items) == 2 and items[0] == "number" and isinstance(items[1], int):
        return ["number", float(items[1])]
    return [_float_numbers(one) for one in items]

"""What the expressions of a body refer to, without evaluating them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Binary,
    Body,
    Conditional,
    ForDirective,
    ForExpression,
    FunctionCall,
    GetAttribute,
    IfDirective,
    Index,
    Interpolation,
    NumberLiteral,
    ObjectExpression,
    Parenthesis,
    Splat,
    Template,
    TemplateText,
    TupleExpression,
    Unary,
    Variable,
)

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Block, Expression, Node

NO_NAMES: frozenset[str] = frozenset()
_GUARDING = frozenset({"try", "can"})


class Reference(msgspec.Struct, frozen=True, gc=False):
    """`root.name.name…` up to the first part that is not a fixed name.

    `guarded` within `try(…)` or `can(…)`, where a reference to nothing is no mistake. `attributes`
    is how many of the names, from the first one, are written `.name` and not `["name"]`.
    """

    root: str
    names: tuple[str, ...]
    start: int
    end: int
    guarded: bool
    attributes: int


class Call(msgspec.Struct, frozen=True, gc=False):
    """A call of a function; the span is the name's. `guarded` as for references."""

    name: str
    start: int
    end: int
    guarded: bool


class Found(msgspec.Struct):
    """The references and calls of an expression or a body, in no particular order."""

    references: list[Reference] = []
    calls: list[Call] = []


def of_expression(
    expression: Expression, bound: frozenset[str] = NO_NAMES, found: Found | None = None
) -> Found:
    """Names in `bound`, those of `for` and of `dynamic` iterators, are not references."""
    if found is None:
        found = Found()
    pending: list[tuple[Node, frozenset[str], bool]] = [(expression, bound, False)]
    while pending:
        node, names, guarded = pending.pop()
        match node:
            case GetAttribute() | Index() | Variable():
                _traversal(node, names, guarded, found, pending)
            case Template():
                pending.extend(
                    (part, names, guarded)
                    for part in node.parts
                    if not isinstance(part, TemplateText)
                )
            case Interpolation() | Parenthesis():
                pending.append((node.expression, names, guarded))
            case FunctionCall():
                found.calls.append(Call(node.name, node.start, node.name_end, guarded))
                inside = guarded or node.name in _GUARDING
                # The second argument of convert() is a type, not an expression.
                arguments = node.arguments[:1] if node.name == "convert" else node.arguments
                pending.extend((argument, names, inside) for argument in arguments)
            case TupleExpression():
                pending.extend((item, names, guarded) for item in node.items)
            case ObjectExpression():
                for item in node.items:
                    pending.append((item.key, names, guarded))
                    pending.append((item.value, names, guarded))
            case ForExpression():
                pending.append((node.collection, names, guarded))
                inner = names | {node.key, node.value}
                pending.append((node.result, inner, guarded))
                if node.result_key is not None:
                    pending.append((node.result_key, inner, guarded))
                if node.condition is not None:
                    pending.append((node.condition, inner, guarded))
            case ForDirective():
                pending.append((node.collection, names, guarded))
                inner = names | {node.key, node.value}
                pending.extend((part, inner, guarded) for part in node.body)
            case IfDirective():
                pending.append((node.condition, names, guarded))
                pending.extend((part, names, guarded) for part in (*node.then, *node.otherwise))
            case Conditional():
                pending.append((node.condition, names, guarded))
                pending.append((node.then, names, guarded))
                pending.append((node.otherwise, names, guarded))
            case Binary():
                pending.append((node.left, names, guarded))
                pending.append((node.right, names, guarded))
            case Unary():
                pending.append((node.operand, names, guarded))
            case Splat():
                pending.append((node.target, names, guarded))
                pending.append((node.each, names, guarded))
            case _:
                pass
    return found


def of_body(body: Body, bound: frozenset[str] = NO_NAMES, found: Found | None = None) -> Found:
    """All expressions of a body and of the blocks in it."""
    if found is None:
        found = Found()
    pending: list[tuple[Body, frozenset[str]]] = [(body, bound)]
    while pending:
        current, names = pending.pop()
        for item in current.items:
            if isinstance(item, Attribute):
                of_expression(item.expression, names, found)
            elif item.type == "dynamic" and item.labels:
                _of_dynamic(item, names, found, pending)
            else:
                pending.append((item.body, names))
    return found


def iterator_name(block: Block) -> str:
    """The name by which the content of a `dynamic` block calls the element that it is at."""
    attribute = block.body.attributes().get("iterator")
    if attribute is not None and isinstance(attribute.expression, Variable):
        return attribute.expression.name
    return block.labels[0].value if block.labels else ""


def literal_text(expression: Expression) -> str | None:
    """The text of a quoted string without interpolations."""
    if not isinstance(expression, Template):
        return None
    parts = expression.parts
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], TemplateText):
        return parts[0].value
    return None


def _of_dynamic(
    block: Block,
    names: frozenset[str],
    found: Found,
    pending: list[tuple[Body, frozenset[str]]],
) -> None:
    inner = names | {iterator_name(block)}
    for item in block.body.items:
        if not isinstance(item, Attribute):
            pending.append((item.body, inner))
        elif item.name != "iterator":
            of_expression(item.expression, inner if item.name == "labels" else names, found)


def _traversal(
    node: GetAttribute | Index | Variable,
    bound: frozenset[str],
    guarded: bool,
    found: Found,
    pending: list[tuple[Node, frozenset[str], bool]],
) -> None:
    names: list[str] = []
    attributes = 0
    current: Node = node
    while True:
        if isinstance(current, GetAttribute):
            names.append(current.name)
            attributes += 1
            current = current.target
        elif isinstance(current, Index):
            key = current.key
            attributes = 0
            text = key.text if isinstance(key, NumberLiteral) else literal_text(key)
            if text is None:
                # What follows a computed key says nothing about the root's names.
                names.clear()
                pending.append((key, bound, guarded))
            else:
                names.append(text)
            current = current.target
        else:
            break
    if not isinstance(current, Variable):
        pending.append((current, bound, guarded))
    elif current.name not in bound:
        names.reverse()
        found.references.append(
            Reference(current.name, tuple(names), node.start, node.end, guarded, attributes)
        )

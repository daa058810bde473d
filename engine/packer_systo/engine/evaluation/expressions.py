"""Evaluating an expression: the entry point, and the literals and constructors.

The rules are those of hclsyntax (github.com/hashicorp/hcl, hclsyntax/spec.md and expression.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.budget import OverBudgetError
from packer_systo.engine.evaluation.deferred import (
    binary,
    conditional,
    for_expression,
    function_call,
    splat,
    splat_element,
    unary,
)
from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.origins import composite_origin, literal_origin
from packer_systo.engine.evaluation.outcome import failed, in_error, unknown_result
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.evaluation.templates import template
from packer_systo.engine.evaluation.traversals import traversal
from packer_systo.engine.syntax.hcl.nodes import (
    Binary,
    BoolLiteral,
    Conditional,
    ForExpression,
    FunctionCall,
    GetAttribute,
    Index,
    Invalid,
    NullLiteral,
    NumberLiteral,
    ObjectExpression,
    ObjectKey,
    Parenthesis,
    Splat,
    SplatElement,
    Template,
    TupleExpression,
    Unary,
    Variable,
)
from packer_systo.engine.values.constructors import normal_text, object_value
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.marks import secret_of
from packer_systo.engine.values.number import NumberError, parse_number
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Kind, Type
from packer_systo.engine.values.value import PartialString, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Evaluators, Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression, ObjectItem
    from packer_systo.engine.values.value import Secret


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression. Problems are collected in the scope; what could not be
    evaluated is unknown, with the reason `in error`.
    """
    budget = scope.budget
    if budget.exhausted:
        return in_error(expression, scope)
    scope.evaluators = EVALUATORS
    depth = budget.depth
    try:
        return value_of(expression, scope)
    except OverBudgetError as error:
        budget.depth = depth
        if budget.steps < 0 or budget.characters < 0:
            budget.exhausted = True
        return failed(expression, scope, EXPRESSION_ERROR, error.message)
    except RecursionError:
        budget.depth = depth
        return failed(expression, scope, EXPRESSION_ERROR, "This expression is nested too deeply.")


def _number(node: NumberLiteral, scope: Scope) -> Value:
    try:
        number = parse_number(node.text)
    except NumberError as error:
        message = str(error)
        return failed(
            node, scope, EXPRESSION_ERROR, f"{message[0].upper()}{message[1:]}.", type=NUMBER
        )
    return Value(NUMBER, number, None, literal_origin(node, scope))


def _bool(node: BoolLiteral, scope: Scope) -> Value:
    return Value(BOOL, node.value, None, literal_origin(node, scope))


def _null(node: NullLiteral, scope: Scope) -> Value:
    return Value(ANY, None, None, literal_origin(node, scope))


def _parenthesis(node: Parenthesis, scope: Scope) -> Value:
    return value_of(node.expression, scope)


def _invalid(node: Invalid, scope: Scope) -> Value:
    scope.log.errors += 1  # the parser has reported it
    return in_error(node, scope)


def _tuple(node: TupleExpression, scope: Scope) -> Value:
    elements = tuple([value_of(item, scope) for item in node.items])
    type = Type(Kind.TUPLE, None, tuple([element.type for element in elements]))
    value = Value(type, elements, None, composite_origin(node, scope, elements))
    scope.budget.measure(value)
    return value


def _object(node: ObjectExpression, scope: Scope) -> Value:
    attributes: dict[str, Value] = {}
    keys: list[Value] = []
    secret: Secret | None = None
    complete = True
    for item in node.items:
        key = item.key
        if type(key) is ObjectKey:
            attributes[normal_text(key.name)] = value_of(item.value, scope)
            continue
        computed = _key(item, scope)
        value = value_of(item.value, scope)
        if isinstance(computed, str):
            attributes[computed] = value
        elif computed is None:
            complete = False
        else:
            keys.append(computed)
            text = _key_text(computed)
            if text is None:
                complete = False
            else:
                attributes[text] = value
                secret = secret or secret_of(computed)
    if not complete:
        if not keys:
            return in_error(node, scope)
        return unknown_result(node, scope, keys)
    made = object_value(attributes)
    origin = composite_origin(node, scope, [*attributes.values(), *keys])
    value = Value(made.type, made.data, secret, origin)
    scope.budget.measure(value)
    return value


def _key_text(key: Value) -> str | None:
    data = key.data
    return known_text(data) if isinstance(data, (str, PartialString)) else None


def _key(item: ObjectItem, scope: Scope) -> Value | str | None:
    """A computed key as a string value; None when it is in error."""
    node = item.key
    if isinstance(node, (GetAttribute, Index)) and _is_naked_reference(node):
        name = scope.source.text[node.start : node.end]
        scope.report(
            node,
            EXPRESSION_ERROR,
            "This key could be meant as a reference or as a name that holds dots.",
            f"({name}) = …" if len(name) < 80 else "",
        )
        return None
    before = scope.log.errors
    key = value_of(node, scope)
    if scope.log.errors > before:
        return None
    if type(key.data) is str and key.secret is None:
        return key.data
    if key.data is None:
        scope.report(node, EXPRESSION_ERROR, "The key of an object must not be null.")
        return None
    try:
        return convert(key, STRING)
    except ConversionError as error:
        scope.report(node, WRONG_TYPE, f"This cannot be the key of an object: {error.message}.")
        return None


def _is_naked_reference(node: Expression) -> bool:
    while isinstance(node, (GetAttribute, Index)):
        node = node.target
    return isinstance(node, Variable)


def _object_key(node: ObjectKey, scope: Scope) -> Value:
    return Value(STRING, normal_text(node.name), None, literal_origin(node, scope))


EVALUATORS: Evaluators = {
    NumberLiteral: _number,
    BoolLiteral: _bool,
    NullLiteral: _null,
    Template: template,
    Variable: traversal,
    GetAttribute: traversal,
    Index: traversal,
    Splat: splat,
    SplatElement: splat_element,
    FunctionCall: function_call,
    TupleExpression: _tuple,
    ObjectExpression: _object,
    ObjectKey: _object_key,
    ForExpression: for_expression,
    Conditional: conditional,
    Binary: binary,
    Unary: unary,
    Parenthesis: _parenthesis,
    Invalid: _invalid,
}

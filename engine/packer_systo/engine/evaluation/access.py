"""Attributes and elements of a value, as HCL's `GetAttr` and `Index` take them (hcl, ops.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.missing_names import no_such_attribute, no_such_key
from packer_systo.engine.evaluation.outcome import failed, unknown_result
from packer_systo.engine.evaluation.problems import (
    EXPRESSION_ERROR,
    UNKNOWN_REFERENCE,
    WRONG_TYPE,
)
from packer_systo.engine.syntax.hcl.nodes import NumberLiteral, Template, TemplateText
from packer_systo.engine.values.constructors import normal_text
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.marks import secret_of, with_secret
from packer_systo.engine.values.types import ANY, NUMBER, STRING, Kind, Type
from packer_systo.engine.values.value import PartialString, Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression, GetAttribute, Index

_PRIMITIVES = (Kind.STRING, Kind.NUMBER, Kind.BOOL)


def attribute_of(node: GetAttribute, value: Value, scope: Scope) -> Value:
    """`value.name`. A problem is reported, and the result is then unknown."""
    name = node.name if node.name.isascii() else normal_text(node.name)
    data = value.data
    if isinstance(data, dict):
        found = data.get(name)
        if found is not None:
            return found if value.secret is None else with_secret(found, value.secret)
    elif data is None:
        return failed(
            node,
            scope,
            EXPRESSION_ERROR,
            f"This value is null, so it has no attribute `{name}`.",
        )
    kind = value.type.kind
    if kind is Kind.ANY:
        return Value(ANY, data, value.secret, value.origin)
    scope.budget.spend(len(value.type.attributes) >> 3)
    if kind is Kind.OBJECT:
        for attribute, type in value.type.attributes:
            if attribute == name:
                return Value(type, data, value.secret, value.origin)
        message = no_such_attribute(node.target, value, name, scope)
        return failed(node, scope, UNKNOWN_REFERENCE, message)
    if kind is Kind.MAP:
        if isinstance(data, Unknown):
            return Value(_element(value.type), data, value.secret, value.origin)
        assert isinstance(data, dict)
        message = no_such_attribute(node.target, value, name, scope)
        return failed(node, scope, UNKNOWN_REFERENCE, message)
    if kind in _PRIMITIVES:
        message = f"This is {type_name_with_article(value.type)}, which has no attributes."
        return failed(node, scope, WRONG_TYPE, message)
    message = f"This is a list, which has no attributes; take an element of it before `.{name}`."
    if kind is Kind.SET:
        message = "This is a set, which has no attributes; a `for` expression reaches its elements."
        return failed(node, scope, WRONG_TYPE, message)
    return failed(node, scope, WRONG_TYPE, message, hint=f"[0].{name}")


def _element(type: Type) -> Type:
    assert type.element is not None
    return type.element


def element_of(node: Index, value: Value, key: Value, scope: Scope) -> Value:
    """`value[key]`. A problem is reported, and the result is then unknown.

    What a secret key selects is secret too.
    """
    if value.data is None:
        return failed(node, scope, EXPRESSION_ERROR, "This value is null, so it has no elements.")
    if key.data is None:
        return failed(node, scope, EXPRESSION_ERROR, "A key must not be null.", at=node.key)
    kind = value.type.kind
    secret = value.secret or secret_of(key)
    if kind is Kind.ANY or key.type.kind is Kind.ANY:
        return unknown_result(node, scope, (value, key), secret=secret)
    if kind is Kind.SET:
        message = "The elements of a set have no keys; a `for` expression reaches them."
        return failed(node, scope, WRONG_TYPE, message)
    if kind in _PRIMITIVES:
        message = f"This is {type_name_with_article(value.type)}, which has no elements."
        return failed(node, scope, WRONG_TYPE, message)
    want = NUMBER if kind in (Kind.LIST, Kind.TUPLE) else STRING
    try:
        converted = convert(key, want)
    except ConversionError as error:
        return failed(
            node, scope, WRONG_TYPE, f"This key does not fit: {error.message}.", at=node.key
        )
    if want is NUMBER:
        found = _by_number(node, value, converted, scope)
    else:
        found = _by_name(node, value, converted, scope, was_number=key.type is NUMBER)
    return with_secret(found, secret)


def _by_number(node: Index, value: Value, key: Value, scope: Scope) -> Value:
    index = key.data
    type = value.type
    if isinstance(index, Unknown):
        return unknown_result(
            node,
            scope,
            (value, key) if isinstance(value.data, Unknown) else (key,),
            type=ANY if type.element is None else type.element,
        )
    data = value.data
    if isinstance(data, Unknown) and type.element is not None:
        return Value(type.element, data, None, value.origin)
    assert index is not None
    assert not isinstance(index, (str, PartialString, tuple, dict))
    if index.denominator != 1:
        message = "The index of a list must be a whole number."
        return failed(node, scope, EXPRESSION_ERROR, message, at=node.key)
    if index < 0:
        message = "The index of a list must not be negative; `element(list, length(list) - 1)` is the last."
        return failed(node, scope, EXPRESSION_ERROR, message, at=node.key)
    place = index.numerator
    if isinstance(data, tuple) and place < len(data):
        return data[place]
    if isinstance(data, Unknown) and place < len(type.elements):
        return Value(type.elements[place], data, None, value.origin)
    count = len(data) if isinstance(data, tuple) else len(type.elements)
    message = "This list is empty." if count == 0 else _too_large(count)
    return failed(node, scope, EXPRESSION_ERROR, message, at=node.key)


def _too_large(count: int) -> str:
    if count == 1:
        return "This list has one element; its index is 0."
    return f"This list has {count} elements; their indexes are 0 to {count - 1}."


def _is_written_out(key: Expression) -> bool:
    if isinstance(key, Template):
        return all(isinstance(part, TemplateText) for part in key.parts)
    return isinstance(key, NumberLiteral)


def _by_name(node: Index, value: Value, key: Value, scope: Scope, *, was_number: bool) -> Value:
    data = value.data
    type = value.type
    name = known_text(key.data) if isinstance(key.data, (str, PartialString)) else None
    if name is None:
        return unknown_result(
            node,
            scope,
            (value, key) if isinstance(data, Unknown) else (key,),
            type=ANY if type.element is None else type.element,
        )
    if isinstance(data, dict):
        found = data.get(name)
        if found is not None:
            return found
    elif type.element is not None:
        return Value(type.element, data, None, value.origin)
    else:
        scope.budget.spend(len(type.attributes) >> 3)
        for attribute, one in type.attributes:
            if attribute == name:
                return Value(one, data, None, value.origin)
    if was_number:
        message = "The elements of an object have names, not numbers."
        return failed(node, scope, UNKNOWN_REFERENCE, message, at=node.key)
    if _is_written_out(node.key):
        message = no_such_attribute(node.target, value, name, scope)
    else:
        message = no_such_key(node.target, value, node.key)
    return failed(node, scope, UNKNOWN_REFERENCE, message, at=node.key)

"""Splat expressions: `target[*].name` and `target.*.name`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.origins import composite_origin, with_origin
from packer_systo.engine.evaluation.outcome import failed, in_error, unknown_result
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.values.constructors import tuple_value
from packer_systo.engine.values.marks import with_secret
from packer_systo.engine.values.types import ANY, Kind, Type
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Splat, SplatElement

_SEQUENCES = (Kind.LIST, Kind.SET, Kind.TUPLE)


def splat(node: Splat, scope: Scope) -> Value:
    """A list of what `each` makes of every element.

    A value that is no sequence is taken as a list of itself, null as the empty list.
    """
    before = scope.log.errors
    target = value_of(node.target, scope)
    inner = scope.within({})
    if scope.log.errors > before:
        inner.element = in_error(node.target, scope)
        value_of(node.each, inner)
        return in_error(node, scope)
    sequence = target.type.kind in _SEQUENCES
    if target.data is None:
        if sequence:
            return failed(
                node.target, scope, EXPRESSION_ERROR, "This list is null: it has no elements."
            )
        return tuple_value((), origin=composite_origin(node, scope, (target,)))
    if target.type.kind is Kind.ANY:
        return unknown_result(node, scope, (target,), secret=target.secret)
    if isinstance(target.data, Unknown):
        return _of_unknown(node, target, inner)
    elements = target.data if sequence else (target,)
    assert isinstance(elements, tuple)
    before = scope.log.errors
    results: list[Value] = []
    for element in elements:
        inner.element = element
        results.append(value_of(node.each, inner))
    if scope.log.errors > before:
        return in_error(node, scope)
    origin = composite_origin(node, scope, (target, *results))
    if target.type.element is None or not sequence:
        value = with_origin(tuple_value(results), origin)
    else:
        type = _list_type(node, target.type.element, results, inner)
        if type is None:
            return failed(
                node,
                scope,
                WRONG_TYPE,
                "The elements of this list come out with different types.",
                hint="[for one in list : …]",
            )
        value = Value(type, tuple(results), None, origin)
    scope.budget.measure(value)
    return with_secret(value, target.secret if sequence else None)


def splat_element(node: SplatElement, scope: Scope) -> Value:
    """The element that the nearest splat is at."""
    element = scope.element
    return in_error(node, scope) if element is None else element


def _list_type(node: Splat, element: Type, results: list[Value], inner: Scope) -> Type | None:
    """The type of a list of the results; None when they have several types."""
    if not results:
        return Type(Kind.LIST, _result_type(node, element, inner))
    found = ANY
    for result in results:
        if result.type.kind is Kind.ANY or result.type == found:
            continue
        if found.kind is not Kind.ANY:
            return None
        found = result.type
    return Type(Kind.LIST, found)


def _result_type(node: Splat, element: Type, inner: Scope) -> Type:
    """The type that `each` makes of an element of this type."""
    quiet = inner.quiet()
    quiet.element = Value(element, Unknown(()))
    return value_of(node.each, quiet).type


def _of_unknown(node: Splat, target: Value, inner: Scope) -> Value:
    """The unknown result, with its type where the target's type tells it.

    `each` is evaluated for its problems: `[*].name` on objects that have no such attribute.
    """
    type = target.type
    results: list[Value] = []
    kinds = type.elements if type.kind is Kind.TUPLE else (type.element or type,)
    for one in kinds:
        inner.element = Value(one, target.data, None, target.origin)
        results.append(value_of(node.each, inner))
    if type.kind is Kind.TUPLE:
        made = Type(Kind.TUPLE, None, tuple([result.type for result in results]))
    elif type.kind in _SEQUENCES:
        made = Type(Kind.LIST, results[0].type)
    else:
        # An unknown that is no list may turn out to be null: then the list would be empty.
        made = ANY
    return unknown_result(node, inner, (target,), type=made, secret=target.secret)

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
        taken = target.type if sequence else Type(Kind.TUPLE, None, (target.type,))
        return in_error(node, scope, _type_of_all(node, taken, inner.quiet()))
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
        return _type_of_all(node, Type(Kind.LIST, element), inner)
    found = ANY
    for result in results:
        if result.type.kind is Kind.ANY or result.type == found:
            continue
        if found.kind is not Kind.ANY:
            return None
        found = result.type
    return Type(Kind.LIST, found)


def _type_of_all(node: Splat, type: Type, inner: Scope, unknown: Unknown | None = None) -> Type:
    """The type of the result for a sequence of this type, whatever its elements are.

    `each` is evaluated for its problems too: `[*].name` on objects that have no such attribute.
    """
    data = Unknown(()) if unknown is None else unknown
    results: list[Type] = []
    for element in type.elements if type.element is None else (type.element,):
        inner.element = Value(element, data)
        results.append(value_of(node.each, inner).type)
    if type.element is None:
        return Type(Kind.TUPLE, None, tuple(results))
    return Type(Kind.LIST, results[0])


def _of_unknown(node: Splat, target: Value, inner: Scope) -> Value:
    """The unknown result, with its type where the target's type tells it."""
    assert isinstance(target.data, Unknown)
    if target.type.kind in _SEQUENCES:
        type = _type_of_all(node, target.type, inner, target.data)
    else:
        # An unknown that is no list may turn out to be null: then the list would be empty.
        _type_of_all(node, Type(Kind.TUPLE, None, (target.type,)), inner, target.data)
        type = ANY
    return unknown_result(node, inner, (target,), type=type, secret=target.secret)

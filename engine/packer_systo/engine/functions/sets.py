"""Functions on sets. Semantics: go-cty's stdlib (`set.go`, and `setproduct` in `collection.go`)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_elements
from packer_systo.engine.functions.models import (
    Function,
    FunctionError,
    Parameter,
    Secrets,
    elements_of,
)
from packer_systo.engine.functions.unknowns import length_known, undecided
from packer_systo.engine.values.constructors import set_value
from packer_systo.engine.values.convert import convert, unify
from packer_systo.engine.values.equality import is_known, wholly_known
from packer_systo.engine.values.types import ANY, Kind, Type, list_of, set_of, tuple_of
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call


def _common_type(arguments: tuple[Value, ...]) -> Type:
    """The set type that all sets convert to; an empty set of no known type has no say."""
    types = [
        argument.type.element
        for argument in arguments
        if argument.type.element is not None
        and not (argument.type.element.kind is Kind.ANY and argument.data == ())
    ]
    if not types:
        return set_of(ANY)
    element = unify(types, unsafe=True)
    if element is None:
        raise FunctionError("the sets must have elements of one type")
    return set_of(element)


def _union(call: Call) -> Value:
    found: list[Value] = []
    for argument in call.arguments:
        found.extend(elements_of(convert(argument, call.result_type)))
        check_elements(len(found))
    return set_value(found, call.result_type.element)


def _intersection(call: Call) -> Value:
    from packer_systo.engine.values.sets import identity

    common: dict[str, Value] | None = None
    for argument in call.arguments:
        converted = convert(argument, call.result_type)
        if not wholly_known(converted):
            return call.undecided()
        keyed = {identity(element): element for element in elements_of(converted)}
        if common is None:
            common = keyed
        else:
            common = {key: element for key, element in common.items() if key in keyed}
    return set_value((common or {}).values(), call.result_type.element)


def _product_type(arguments: tuple[Value, ...]) -> Type:
    if len(arguments) < 2:
        raise FunctionError("at least two arguments are required")
    types: list[Type] = []
    for index, argument in enumerate(arguments):
        source = argument.type
        if source.kind in (Kind.SET, Kind.LIST) and source.element is not None:
            types.append(source.element)
        elif source.kind is Kind.TUPLE:
            element = unify(source.elements, unsafe=True) if source.elements else ANY
            if element is None:
                raise FunctionError("all elements must be of one type", index)
            types.append(element)
        else:
            raise FunctionError("a set or a list is required", index)
    ordered = all(argument.type.kind is not Kind.SET for argument in arguments)
    return list_of(tuple_of(*types)) if ordered else set_of(tuple_of(*types))


def _product(call: Call) -> Value:
    row = call.result_type.element
    assert row is not None
    if not all(is_known(one) and length_known(one) for one in call.arguments):
        return _open_product(call, row)
    sequences: list[list[Value]] = []
    total = 1
    for argument, type in zip(call.arguments, row.elements, strict=True):
        data = elements_of(argument)
        total *= len(data)
        check_elements(total * len(call.arguments))
        sequences.append([convert(element, type) for element in data])
    if total == 0:
        return Value(call.result_type, ())
    rows = [Value(row, combination) for combination in product(*sequences)]
    if call.result_type.kind is Kind.LIST:
        return Value(call.result_type, tuple(rows))
    return set_value(rows, row)


def _open_product(call: Call, row: Type) -> Value:
    """The product of sets whose elements are not all known; its length may be known all the same."""
    most = 1
    for argument in call.arguments:
        if argument.type.kind is Kind.TUPLE:
            length = len(argument.type.elements)
        elif is_known(argument) and length_known(argument):
            length = len(elements_of(argument))
        else:
            return call.undecided()
        most *= length
        if length > 1024 or most > 2048:
            return call.undecided()
    if most == 0:
        return Value(call.result_type, ())
    if most == 1 and call.result_type.kind is Kind.LIST:
        return Value(call.result_type, (undecided(row, call.arguments, call.expression),))
    return call.undecided()


_SET = Parameter("first_set", set_of(ANY), allow_dynamic=True)
_SETS = Parameter("other_sets", set_of(ANY), allow_dynamic=True)

FUNCTIONS = (
    Function("setintersection", (_SET,), _common_type, _intersection, variadic=_SETS),
    Function(
        "setproduct",
        (),
        _product_type,
        _product,
        variadic=Parameter("sets", ANY, allow_unknown=True, secrets=Secrets.INSIDE),
    ),
    Function("setunion", (_SET,), _common_type, _union, variadic=_SETS),
)

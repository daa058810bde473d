"""Functions on maps and objects. Semantics: go-cty's stdlib (`collection.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_elements
from packer_systo.engine.functions.models import (
    Function,
    FunctionError,
    Parameter,
    Secrets,
    elements_of,
    text_of,
)
from packer_systo.engine.values.constructors import map_value, object_value, string
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import is_known, wholly_known
from packer_systo.engine.values.types import (
    ANY,
    STRING,
    Kind,
    Type,
    list_of,
    map_of,
    object_of,
    tuple_of,
)
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call


def _keys_type(arguments: tuple[Value, ...]) -> Type:
    source = arguments[0].type
    if source.kind is Kind.MAP:
        return list_of(STRING)
    if source.kind is Kind.OBJECT:
        return tuple_of(*[STRING] * len(source.attributes))
    raise FunctionError("a map or object is required", 0)


def _keys(call: Call) -> Value:
    argument = call.arguments[0]
    if argument.type.kind is Kind.OBJECT:
        # An object's type says its attributes, even of one that is unknown.
        names = [name for name, _ in argument.type.attributes]
    elif isinstance(argument.data, dict):
        names = list(argument.data)
    else:
        return call.undecided()
    return Value(call.result_type, tuple([string(name) for name in names]))


def _lookup_type(arguments: tuple[Value, ...]) -> Type:
    mapping, key, default = arguments
    if mapping.type.kind is Kind.OBJECT:
        if not is_known(key):
            return ANY
        return dict(mapping.type.attributes).get(text_of(key), default.type)
    if mapping.type.kind is not Kind.MAP or mapping.type.element is None:
        raise FunctionError("a map or object is required", 0)
    try:
        convert(default, mapping.type.element)
    except ConversionError as error:
        raise FunctionError(
            "the default must have the type of the map's elements: " + error.message, 2
        ) from error
    return mapping.type.element


def _lookup(call: Call) -> Value:
    mapping, _, default = call.arguments
    if not wholly_known(mapping) or not isinstance(mapping.data, dict):
        return call.undecided()
    found = mapping.data.get(call.text(1))
    return convert(default, call.result_type) if found is None else found


def _merge_type(arguments: tuple[Value, ...]) -> Type:
    if not arguments:
        return object_of({})
    attributes: dict[str, Type] = {}
    complete = True
    for index, argument in enumerate(arguments):
        kind, data = argument.type.kind, argument.data
        if kind is Kind.ANY:
            return ANY
        if kind is Kind.OBJECT:
            if data is not None:
                attributes.update(argument.type.attributes)
        elif kind is Kind.MAP and argument.type.element is not None:
            if isinstance(data, dict):
                attributes.update(dict.fromkeys(data, argument.type.element))
            elif data is not None:
                complete = False
        else:
            raise FunctionError("a map or object is required", index)
    first = arguments[0].type
    if all(argument.type == first for argument in arguments):
        return first
    return object_of(attributes) if complete else ANY


def _merge(call: Call) -> Value:
    merged: dict[str, Value] = {}
    for index, argument in enumerate(call.arguments):
        if isinstance(argument.data, dict):
            merged.update(argument.data)
            check_elements(len(merged))
        elif argument.type.element is STRING and isinstance(argument.data, tuple):
            # After a null of no type go-cty takes a set too: its elements are their own keys.
            if argument.type.kind is not Kind.SET and argument.data:
                raise FunctionError("a map or object is required", index)
            merged.update({text_of(one): one for one in argument.data})
        elif argument.data is not None and argument.data != ():
            raise FunctionError("a map or object is required", index)
    if call.result_type.kind is Kind.MAP:
        return map_value(merged, call.result_type.element)
    if call.result_type.attributes and not merged:
        raise FunctionError("every object is null", 0)
    return object_value(merged)


def _values_type(arguments: tuple[Value, ...]) -> Type:
    source = arguments[0].type
    if source.kind is Kind.MAP and source.element is not None:
        return list_of(source.element)
    if source.kind is Kind.OBJECT:
        return tuple_of(*[type for _, type in source.attributes])
    raise FunctionError("a map or object is required", 0)


def _values(call: Call) -> Value:
    return Value(call.result_type, elements_of(call.arguments[0]))


def _zipped_type(arguments: tuple[Value, ...]) -> Type:
    keys, values = arguments
    if values.type.kind is Kind.LIST and values.type.element is not None:
        return map_of(values.type.element)
    if values.type.kind is not Kind.TUPLE:
        raise FunctionError("a list or tuple is required", 1)
    if not wholly_known(keys):
        return ANY
    names = _names(keys, len(values.type.elements))
    return object_of(dict(zip(names, values.type.elements, strict=True)))


def _names(keys: Value, count: int) -> list[str]:
    """The keys as texts; there must be as many as values."""
    elements = elements_of(keys)
    if len(elements) != count:
        raise FunctionError("there must be as many keys as values", 0)
    if any(key.data is None for key in elements):
        raise FunctionError("a key is null", 0)
    return [text_of(key) for key in elements]


def _zipped(call: Call) -> Value:
    keys, values = call.arguments
    if not wholly_known(keys):
        return call.undecided()
    elements = elements_of(values)
    pairs = dict(zip(_names(keys, len(elements)), elements, strict=True))
    if call.result_type.kind is Kind.MAP:
        return map_value(pairs, call.result_type.element)
    return object_value(pairs)


_MAPPING = Parameter("mapping", ANY, secrets=Secrets.INSIDE)

FUNCTIONS = (
    Function(
        "keys",
        (Parameter("inputMap", ANY, allow_unknown=True, secrets=Secrets.INSIDE),),
        _keys_type,
        _keys,
    ),
    Function(
        "lookup",
        (
            Parameter("inputMap", ANY, secrets=Secrets.INSIDE),
            Parameter("key", STRING),
            Parameter("default", ANY, secrets=Secrets.KEPT),
        ),
        _lookup_type,
        _lookup,
    ),
    Function(
        "merge",
        (),
        _merge_type,
        _merge,
        variadic=Parameter(
            "maps", ANY, allow_null=True, allow_dynamic=True, secrets=Secrets.INSIDE
        ),
    ),
    Function("values", (_MAPPING,), _values_type, _values),
    Function(
        "zipmap",
        (Parameter("keys", list_of(STRING)), Parameter("values", ANY, secrets=Secrets.INSIDE)),
        _zipped_type,
        _zipped,
    ),
)

"""Conversion between types, as go-cty's `convert` package does it (cty/convert).

A conversion is first judged by the types alone (`convertible`), then carried out on the value,
where text may still turn out not to be a number or a bool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.constructors import (
    list_value,
    map_value,
    object_value,
    tuple_value,
)
from packer_systo.engine.values.equality import known_text, wholly_known
from packer_systo.engine.values.marks import reasons_of, secret_of
from packer_systo.engine.values.number import NumberError, format_number, parse_number
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Kind, Type
from packer_systo.engine.values.unify import (
    convertible,
    replace_any,
    unify,
    without_optional,
)
from packer_systo.engine.values.value import PartialString, Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Data

__all__ = ["ConversionError", "convert", "convertible", "unify"]

Path = tuple[str | int, ...]


class ConversionError(Exception):
    """A value that cannot become the wanted type.

    `message` is the end of a sentence without a full stop, such as `a number is needed, and this
    is a list of string`; it never holds the value. `path` leads into the value.
    """

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def convert(value: Value, want: Type) -> Value:
    """The value as the wanted type; origin and secret are kept. ConversionError if it cannot be."""
    if value.type is want or want.kind is Kind.ANY:
        return value
    if not convertible(value.type, want):
        from packer_systo.engine.values.mismatch import mismatch

        raise ConversionError(mismatch(value.type, want))
    return _converted(value, want, ())


def _converted(value: Value, want: Type, path: Path) -> Value:
    source, data = value.type, value.data
    if source is want or want.kind is Kind.ANY or source == want:
        return value
    if data is None or isinstance(data, Unknown):
        return _retyped(value, replace_any(source, without_optional(want)), data)
    kind = want.kind
    if kind is Kind.STRING:
        return _to_string(value)
    if kind is Kind.NUMBER:
        return _to_number(value, path)
    if kind is Kind.BOOL:
        return _to_bool(value, path)
    if kind is Kind.LIST:
        return _to_list(value, want, path)
    if kind is Kind.SET:
        return _to_set(value, want, path)
    if kind is Kind.MAP:
        return _to_map(value, want, path)
    if kind is Kind.OBJECT:
        return _to_object(value, want, path)
    assert isinstance(data, tuple)
    elements = [
        _converted(element, want.elements[at], (*path, at)) for at, element in enumerate(data)
    ]
    made = tuple_value(elements)
    return _retyped(value, made.type, made.data)


def _retyped(value: Value, type: Type, data: Data) -> Value:
    return Value(type, data, value.secret, value.origin)


def _to_string(value: Value) -> Value:
    data = value.data
    if isinstance(data, bool):
        return _retyped(value, STRING, "true" if data else "false")
    assert data is not None
    assert not isinstance(data, (str, PartialString, Unknown, tuple, dict))
    return _retyped(value, STRING, format_number(data))


def _text(value: Value) -> str | None:
    """The text of a string; None when a part of it is unknown."""
    assert isinstance(value.data, (str, PartialString))
    return known_text(value.data)


def _to_number(value: Value, path: Path) -> Value:
    text = _text(value)
    if text is None:
        return Value(NUMBER, Unknown(reasons_of(value)), secret_of(value), value.origin)
    try:
        number = parse_number(text)
    except NumberError as error:
        message = str(error)
        if message == "a number is expected":
            message = "a number is needed, and this text is not one"
        raise ConversionError(message, path) from None
    return Value(NUMBER, number, secret_of(value), value.origin)


def _to_bool(value: Value, path: Path) -> Value:
    text = _text(value)
    if text is None:
        return Value(BOOL, Unknown(reasons_of(value)), secret_of(value), value.origin)
    if text in ("true", "1"):
        return Value(BOOL, data=True, secret=secret_of(value), origin=value.origin)
    if text in ("false", "0"):
        return Value(BOOL, data=False, secret=secret_of(value), origin=value.origin)
    message = "a bool is needed, and this text is neither true nor false"
    if text.lower() in ("true", "false"):
        message = f"a bool is needed; write {text.lower()} in lower case"
    raise ConversionError(message, path)


def _elements(value: Value, want: Type, path: Path) -> tuple[list[Value], Type] | None:
    """The elements as the wanted element type, and that type; None for an empty collection."""
    assert isinstance(value.data, tuple)
    element = want.element
    assert element is not None
    source = value.type
    if source.kind is Kind.TUPLE:
        if not source.elements:
            return None
        if element.kind is Kind.ANY:
            unified = unify(source.elements, unsafe=True)
            assert unified is not None
            element = unified
    elif not value.data:
        return None
    if element is STRING and all(one.type is STRING for one in value.data):
        return list(value.data), STRING
    converted = [_converted(one, element, (*path, at)) for at, one in enumerate(value.data)]
    return converted, element


def _empty_element(value: Value, want: Type) -> Type:
    assert want.element is not None
    source = value.type.element
    if want.element.kind is Kind.ANY and source is not None:
        return source
    return without_optional(want.element)


def _one_type(elements: list[Value], what: str, path: Path) -> Type:
    """The type of all elements; those of no known type do not count."""
    found: Type = ANY
    for one in elements:
        if one.type is found or one.type.kind is Kind.ANY:
            continue
        if found.kind is Kind.ANY:
            found = one.type
        elif found != one.type:
            raise ConversionError(f"all elements of a {what} need the same type", path)
    return found


def _to_list(value: Value, want: Type, path: Path) -> Value:
    if value.type.kind is Kind.SET and not wholly_known(value):
        # Unknown elements may turn out to be equal to others: the length is not known.
        element = value.type.element
        assert element is not None
        return Value(
            Type(Kind.LIST, element), Unknown(reasons_of(value)), value.secret, value.origin
        )
    found = _elements(value, want, path)
    if found is None:
        return _retyped(value, Type(Kind.LIST, _empty_element(value, want)), ())
    elements, _ = found
    if value.type.kind is Kind.TUPLE:
        elements = _unified(elements, path)
    made = list_value(elements, _one_type(elements, "list", path))
    return _retyped(value, made.type, made.data)


def _unified(elements: list[Value], path: Path) -> list[Value]:
    """The elements as one type: attributes that conversion to `any` left different are unified."""
    first = elements[0].type
    if all(one.type is first for one in elements):
        return elements
    unified = unify([one.type for one in elements], unsafe=True)
    if unified is None:
        raise ConversionError("no type fits all elements", path)
    return [_converted(one, unified, (*path, at)) for at, one in enumerate(elements)]


def _to_set(value: Value, want: Type, path: Path) -> Value:
    from packer_systo.engine.values.sets import ordered_set

    found = _elements(value, want, path)
    if found is None:
        return _retyped(value, Type(Kind.SET, _empty_element(value, want)), ())
    elements, _ = found
    element = _one_type(elements, "set", path)
    return _retyped(value, Type(Kind.SET, element), ordered_set(elements))


def _to_map(value: Value, want: Type, path: Path) -> Value:
    assert isinstance(value.data, dict)
    element = want.element
    assert element is not None
    if not value.data:
        return _retyped(value, Type(Kind.MAP, _empty_element(value, want)), {})
    from_object = value.type.kind is Kind.OBJECT
    if from_object and element.kind is Kind.ANY:
        unified = unify([type for _, type in value.type.attributes], unsafe=True)
        assert unified is not None
        element = unified
    converted = {key: _converted(one, element, (*path, key)) for key, one in value.data.items()}
    if element.element is not None or element.kind is Kind.OBJECT:
        unified = unify([one.type for one in converted.values()], unsafe=from_object)
        if unified is None:
            raise ConversionError("no type fits all elements", path)
        converted = {key: _converted(one, unified, (*path, key)) for key, one in converted.items()}
    made = map_value(converted, _one_type(list(converted.values()), "map", path))
    return _retyped(value, made.type, made.data)


def _to_object(value: Value, want: Type, path: Path) -> Value:
    assert isinstance(value.data, dict)
    from_map = value.type.kind is Kind.MAP
    attributes: dict[str, Value] = {}
    for name, type in want.attributes:
        given = value.data.get(name)
        if given is None:
            if name in want.optional:
                attributes[name] = Value(without_optional(type), None)
                continue
            raise ConversionError(f'the attribute "{name}" is missing', path)
        if from_map and given.type != type and not convertible(given.type, type):
            from packer_systo.engine.values.mismatch import mismatch

            raise ConversionError(mismatch(given.type, type), (*path, name))
        attributes[name] = _converted(given, type, (*path, name))
    made = object_value(attributes)
    return _retyped(value, made.type, made.data)

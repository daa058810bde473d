"""Conversion as Packer does it for legacy JSON: mapstructure's weakly typed input.

Sources: mapstructure's decoder and the hooks that Packer's plugin SDK adds (template/config:
a string where a list is wanted is split at commas). An empty string where a number or a bool is
wanted becomes Go's zero value, which a plugin cannot tell from nothing set: it is left out here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.values.constructors import (
    boolean,
    list_value,
    map_value,
    number,
    string,
    unknown,
)
from packer_systo.engine.values.convert import ConversionError
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.marks import reasons_of, secret_of
from packer_systo.engine.values.number import NumberError, format_number, parse_number
from packer_systo.engine.values.types import Kind, Type
from packer_systo.engine.values.value import PartialString, Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Data

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
# Go's strconv.ParseInt with base 0, beyond plain decimals.
_BASED = re.compile(r"([+-]?)0(?:[xX]_?([0-9a-fA-F_]+)|[bB]_?([01_]+)|[oO]?_?([0-7_]+))\Z")


def weakly(value: Value, want: Type) -> Value | None:
    """The value as the wanted type, origin and secret kept; None for what sets nothing.

    ConversionError where Packer refuses it. Of `want` only the types of the attribute table.
    """
    if value.data is None:
        return None
    if isinstance(value.data, Unknown):
        return Value(want, value.data, value.secret, value.origin)
    kind = want.kind
    if kind is Kind.ANY:
        return value
    if kind is Kind.STRING:
        return _string(value, want)
    if kind is Kind.LIST:
        return _list(value, want)
    if kind is Kind.MAP:
        return _map(value, want)
    data = value.data
    if isinstance(data, (str, PartialString)):
        text = known_text(data)
        if text is None:
            return unknown(want, reasons_of(value), origin=value.origin, secret=secret_of(value))
        if not text:
            return None
        return _instead(value, _number_of(text) if kind is Kind.NUMBER else _bool_of(text))
    if isinstance(data, (tuple, dict)):
        raise _mismatch(value, want)
    if kind is Kind.NUMBER:
        return _instead(value, number(int(data))) if isinstance(data, bool) else value
    return value if isinstance(data, bool) else _instead(value, boolean(data != 0))


def _instead(value: Value, made: Value) -> Value:
    """What was made of the value, as secret as it and from the same place."""
    return Value(made.type, made.data, secret_of(value), value.origin)


def _string(value: Value, want: Type) -> Value:
    data = value.data
    if isinstance(data, (str, PartialString)):
        return value
    if data is None or isinstance(data, (tuple, dict, Unknown)):
        raise _mismatch(value, want)
    text = str(int(data)) if isinstance(data, bool) else format_number(data)
    return string(text, origin=value.origin, secret=value.secret)


def _number_of(text: str) -> Value:
    based = _BASED.match(text)
    if based is not None:
        sign, hexadecimal, binary, octal = based.groups()
        digits, base = (hexadecimal, 16) if hexadecimal else (binary, 2) if binary else (octal, 8)
        whole = int(digits.replace("_", "") or "0", base)
        return number(-whole if sign == "-" else whole)
    try:
        return number(parse_number(text))
    except NumberError:
        raise ConversionError("a number is needed, and this text is not one") from None


def _bool_of(text: str) -> Value:
    if text in _TRUE:
        return boolean(True)
    if text in _FALSE:
        return boolean(False)
    raise ConversionError("a bool is needed, and this text is neither true nor false")


def _list(value: Value, want: Type) -> Value:
    element = want.element
    assert element is not None
    data: Data = value.data
    items: tuple[Value, ...]
    if isinstance(data, tuple):
        items = data
    elif isinstance(data, (str, PartialString)):
        text = known_text(data)
        if text is None:
            return unknown(want, reasons_of(value), origin=value.origin, secret=secret_of(value))
        secret = secret_of(value)
        parts = text.split(",") if text else []
        items = tuple([string(part, origin=value.origin, secret=secret) for part in parts])
    elif isinstance(data, dict):
        if data:
            raise _mismatch(value, want)
        items = ()
    else:
        items = (value,)
    converted: list[Value] = []
    for index, item in enumerate(items):
        try:
            one = weakly(item, element)
        except ConversionError as error:
            raise ConversionError(error.message, (index, *error.path)) from None
        converted.append(_zero(element, item) if one is None else one)
    return Value(want, list_value(converted, element).data, value.secret, value.origin)


def _zero(type: Type, item: Value) -> Value:
    """An element that sets nothing still takes its place."""
    if type.kind is Kind.NUMBER:
        return number(0, origin=item.origin)
    if type.kind is Kind.LIST:
        return list_value((), type.element, origin=item.origin)
    return string("", origin=item.origin)


def _map(value: Value, want: Type) -> Value:
    element = want.element
    assert element is not None
    data: Data = value.data
    merged: dict[str, Value] = {}
    for index, item in enumerate(data if isinstance(data, tuple) else (value,)):
        at: tuple[str | int, ...] = (index,) if isinstance(data, tuple) else ()
        if not isinstance(item.data, dict):
            raise ConversionError(_mismatch(item, want).message, at)
        for key, one in item.data.items():
            try:
                converted = weakly(one, element)
            except ConversionError as error:
                raise ConversionError(error.message, (*at, key, *error.path)) from None
            merged[key] = string("", origin=one.origin) if converted is None else converted
    return Value(want, map_value(merged, element).data, value.secret, value.origin)


def _mismatch(value: Value, want: Type) -> ConversionError:
    needed = type_name_with_article(want)
    given = "a list" if isinstance(value.data, tuple) else type_name_with_article(value.type)
    return ConversionError(f"{needed} is needed, and this is {given}")

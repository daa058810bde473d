"""The order of a set's elements, and which of them repeat.

go-cty iterates strings in byte order, numbers ascending, false before true, and everything else by
a text that it makes of the value (cty/set_internals.go); unknown elements come after the known
ones and never repeat, and null comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.types import Kind
from packer_systo.engine.values.value import PartialString, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.values.number import Number
    from packer_systo.engine.values.value import Value


def ordered_set(elements: Iterable[Value]) -> tuple[Value, ...]:
    """The elements in order; of those that are equal, the first."""
    strings: dict[str, Value] = {}
    others: dict[str, Value] = {}
    numbers: list[Value] = []
    nulls: list[Value] = []
    unknowns: list[Value] = []
    undecided: list[tuple[str, Value]] = []
    for element in elements:
        data = element.data
        if isinstance(data, str):
            strings.setdefault(data, element)
        elif data is None:
            nulls.append(element)
        elif isinstance(data, Unknown):
            unknowns.append(element)
        elif isinstance(data, PartialString):
            text = known_text(data)
            if text is None:
                unknowns.append(element)
            else:
                strings.setdefault(text, element)
        elif isinstance(data, (tuple, dict, bool)):
            key = identity(element)
            if "?" in key and not _decided(element):
                undecided.append((key, element))
            else:
                others.setdefault(key, element)
        else:
            numbers.append(element)
    known = [strings[key] for key in sorted(strings)]
    if numbers:
        known += _numbers(numbers)
    known += [one for _, one in sorted([*others.items(), *undecided], key=lambda pair: pair[0])]
    return (*known, *unknowns, *nulls[:1])


def _numbers(elements: list[Value]) -> list[Value]:
    by_number: dict[object, Value] = {}
    for element in elements:
        by_number.setdefault(element.data, element)
    return sorted(by_number.values(), key=_number)


def _number(element: Value) -> Number:
    assert not isinstance(element.data, (str, PartialString, Unknown, tuple, dict))
    assert element.data is not None
    return element.data


def _decided(value: Value) -> bool:
    from packer_systo.engine.values.equality import wholly_known

    return wholly_known(value)


def identity(value: Value) -> str:
    """A text that two values of one type share exactly when they are equal.

    It also sorts as go-cty sorts, except for numbers of more than ten digits within collections.
    """
    parts: list[str] = []
    _identify(value, parts)
    return "".join(parts)


def _identify(value: Value, parts: list[str]) -> None:
    data = value.data
    if data is None:
        parts.append("~")
    elif isinstance(data, Unknown):
        parts.append("?")
    elif isinstance(data, bool):
        parts.append("T" if data else "F")
    elif isinstance(data, (str, PartialString)):
        text = known_text(data)
        parts.append("?" if text is None else _quoted(text))
    elif isinstance(data, tuple):
        opening, closing = "<>" if value.type.kind is Kind.TUPLE else "[]"
        parts.append(opening)
        for element in data:
            _identify(element, parts)
            parts.append(";")
        parts.append(closing)
    elif isinstance(data, dict):
        opening, closing = "{}" if value.type.kind is Kind.MAP else "<>"
        parts.append(opening)
        for key, element in data.items():
            if value.type.kind is Kind.MAP:
                parts.append(_quoted(key) + ":")
            _identify(element, parts)
            parts.append(";")
        parts.append(closing)
    else:
        parts.append(format_number(data))


_ESCAPES = {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    7: "\\a",
    8: "\\b",
    12: "\\f",
    10: "\\n",
    13: "\\r",
    9: "\\t",
    11: "\\v",
}


def _quoted(text: str) -> str:
    """Go's `%q`, which keeps the delimiters of the text around it unambiguous."""
    return f'"{text.translate(_ESCAPES)}"'

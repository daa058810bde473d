"""Equality as go-cty's `Value.Equals`: true, false, or unknown (None)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.types import Kind
from packer_systo.engine.values.value import PartialString, SecretText, Unknown

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value


def known_text(data: str | PartialString) -> str | None:
    """The text of a string whose parts are all text or secret; None when a part is unknown."""
    if isinstance(data, str):
        return data
    texts: list[str] = []
    for part in data.parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, SecretText):
            texts.append(part.text)
        else:
            return None
    return "".join(texts)


def is_known(value: Value) -> bool:
    """False for an unknown and for a string with an unknown part; does not look inside."""
    data = value.data
    if isinstance(data, PartialString):
        return known_text(data) is not None
    return not isinstance(data, Unknown)


def equal(left: Value, right: Value) -> bool | None:
    """Whether both are the same value of the same type; None when that is not decided.

    Null equals null of any type. Values of different types are not equal, `1` and `"1"` included.
    """
    a, b = left.data, right.data
    if a is None or b is None:
        other = b if a is None else a
        if isinstance(other, Unknown):
            return None
        return a is None and b is None
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        if left.type.kind is Kind.ANY or right.type.kind is Kind.ANY:
            return None
        return None if left.type == right.type else False
    if left.type is not right.type and left.type != right.type:
        return False
    if isinstance(a, (str, PartialString)) and isinstance(b, (str, PartialString)):
        text_a, text_b = known_text(a), known_text(b)
        if text_a is None or text_b is None:
            return None
        return text_a == text_b
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            return False
        return _all(tuple(a.values()), tuple(b.values()))
    if isinstance(a, tuple) and isinstance(b, tuple):
        if left.type.kind is Kind.SET and not (_wholly_known(a) and _wholly_known(b)):
            return None
        if len(a) != len(b):
            return False
        return _all(a, b)
    return a == b


def _all(left: tuple[Value, ...], right: tuple[Value, ...]) -> bool | None:
    decided: bool | None = True
    for a, b in zip(left, right, strict=True):
        one = equal(a, b)
        if one is False:
            return False
        if one is None:
            decided = None
    return decided


def _wholly_known(elements: tuple[Value, ...]) -> bool:
    return all(wholly_known(element) for element in elements)


def wholly_known(value: Value) -> bool:
    """Whether nothing in the value, at any depth, is unknown."""
    data = value.data
    if isinstance(data, tuple):
        return _wholly_known(data)
    if isinstance(data, dict):
        return _wholly_known(tuple(data.values()))
    return is_known(value)

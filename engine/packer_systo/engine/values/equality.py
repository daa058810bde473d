"""Equality as go-cty's `Value.Equals`: true, false, or unknown (None)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.types import Kind
from packer_systo.engine.values.value import PartialString, SecretText, Unknown

if TYPE_CHECKING:
    from packer_systo.engine.values.types import Type
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
        if not (is_known(left) or is_known(right)):
            return None
        unknown = left.type if isinstance(a, Unknown) else right.type
        return None if left.type == right.type or _has_any(unknown) else False
    if left.type is not right.type and left.type != right.type:
        return False
    if isinstance(a, (str, PartialString)) and isinstance(b, (str, PartialString)):
        text_a, text_b = known_text(a), known_text(b)
        if text_a is None or text_b is None:
            return _unless_apart(a, b, text_a, text_b)
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


def _unless_apart(
    a: str | PartialString, b: str | PartialString, text_a: str | None, text_b: str | None
) -> bool | None:
    """False when the known text does not start or end as the other one does, else None.

    The characters next to an unknown part are left out: NFC could join them with it.
    """
    partial, text = (a, text_b) if text_a is None else (b, text_a)
    if text is None or isinstance(partial, str):
        return None
    first, last = _text_at(partial.parts[0])[:-1], _text_at(partial.parts[-1])[1:]
    return None if text.startswith(first) and text.endswith(last) else False


def _text_at(part: str | Unknown | SecretText) -> str:
    if isinstance(part, Unknown):
        return ""
    return part if isinstance(part, str) else part.text


def _all(left: tuple[Value, ...], right: tuple[Value, ...]) -> bool | None:
    """As in go-cty, the first pair that differs or is undecided decides."""
    for a, b in zip(left, right, strict=True):
        one = equal(a, b)
        if one is not True:
            return one
    return True


def _has_any(type: Type) -> bool:
    if type.kind is Kind.ANY:
        return True
    if type.element is not None:
        return _has_any(type.element)
    return any(map(_has_any, type.elements)) or any(_has_any(one) for _, one in type.attributes)


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

"""Making values. Text is brought to Unicode's NFC, as go-cty's `StringVal` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.number import rounded
from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Kind,
    Type,
)
from packer_systo.engine.values.value import (
    PartialString,
    SecretText,
    Unknown,
    UnknownReason,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.values.number import Number
    from packer_systo.engine.values.value import Origin, Secret

MAXIMUM_REASONS = 8
MAXIMUM_PARENTS = 8


def normal_text(text: str) -> str:
    """Unicode's NFC."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFC", text)


def string(text: str, *, origin: Origin | None = None, secret: Secret | None = None) -> Value:
    if not text.isascii():
        text = normal_text(text)
    return Value(STRING, text, secret, origin)


def string_from_parts(
    parts: Iterable[str | Unknown | SecretText],
    *,
    origin: Origin | None = None,
    secret: Secret | None = None,
) -> Value:
    """A string put together: plain where all parts are text, else with neighbours of a kind joined."""
    joined: list[str | Unknown | SecretText] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        if any(texts):
            joined.append(normal_text("".join(texts)))
        texts.clear()
        last = joined[-1] if joined else None
        if isinstance(part, Unknown) and isinstance(last, Unknown):
            joined[-1] = Unknown(merge_reasons(last.reasons, part.reasons))
        else:
            joined.append(part)
    text = normal_text("".join(texts))
    if not joined:
        return Value(STRING, text, secret, origin)
    if text:
        joined.append(text)
    return Value(STRING, PartialString(tuple(joined)), secret, origin)


def length_of(part: str | Unknown | SecretText) -> int:
    """The characters of a part of a string; nobody knows those of one that is unknown."""
    if isinstance(part, SecretText):
        return len(part.text)
    return len(part) if isinstance(part, str) else 0


def number(number: Number, *, origin: Origin | None = None, secret: Secret | None = None) -> Value:
    """The number is rounded to 512 bits; NumberError beyond the limits of values/number.py."""
    return Value(NUMBER, rounded(number) if type(number) is int else number, secret, origin)


TRUE = Value(BOOL, True)
FALSE = Value(BOOL, False)


def boolean(
    truth: bool,
    *,
    origin: Origin | None = None,
    secret: Secret | None = None,
) -> Value:
    if origin is None and secret is None:
        return TRUE if truth else FALSE
    return Value(BOOL, truth, secret, origin)


def null(type: Type = ANY, *, origin: Origin | None = None) -> Value:
    return Value(type, None, None, origin)


def unknown(
    type: Type,
    reason: UnknownReason | Iterable[UnknownReason],
    *,
    origin: Origin | None = None,
    secret: Secret | None = None,
) -> Value:
    reasons = (reason,) if isinstance(reason, UnknownReason) else merge_reasons(reason)
    return Value(type, Unknown(reasons), secret, origin)


def list_value(
    elements: Iterable[Value], element: Type | None = None, *, origin: Origin | None = None
) -> Value:
    """Elements of one type; `element` is needed for an empty list, else it is `any`."""
    data = tuple(elements)
    if element is None:
        element = data[0].type if data else ANY
    return Value(Type(Kind.LIST, element), data, None, origin)


def tuple_value(elements: Iterable[Value], *, origin: Origin | None = None) -> Value:
    data = tuple(elements)
    return Value(Type(Kind.TUPLE, None, tuple([v.type for v in data])), data, None, origin)


def object_value(attributes: Mapping[str, Value], *, origin: Origin | None = None) -> Value:
    names = sorted(attributes)
    data = {name: attributes[name] for name in names}
    types = tuple([(name, attributes[name].type) for name in names])
    return Value(Type(Kind.OBJECT, None, (), types), data, None, origin)


def map_value(
    elements: Mapping[str, Value], element: Type | None = None, *, origin: Origin | None = None
) -> Value:
    """Elements of one type; `element` is needed for an empty map, else it is `any`."""
    data = {key: elements[key] for key in sorted(elements)}
    if element is None:
        element = next(iter(data.values())).type if data else ANY
    return Value(Type(Kind.MAP, element), data, None, origin)


def set_value(
    elements: Iterable[Value], element: Type | None = None, *, origin: Origin | None = None
) -> Value:
    """Elements of one type, put in go-cty's order without repeats."""
    from packer_systo.engine.values.sets import ordered_set

    data = ordered_set(elements)
    if element is None:
        element = data[0].type if data else ANY
    return Value(Type(Kind.SET, element), data, None, origin)


def merge_reasons(*groups: Iterable[UnknownReason]) -> tuple[UnknownReason, ...]:
    """The union in order of appearance, the first eight."""
    merged: dict[UnknownReason, None] = {}
    for group in groups:
        for reason in group:
            merged[reason] = None
            if len(merged) == MAXIMUM_REASONS:
                return tuple(merged)
    return tuple(merged)


def derived(reasons: tuple[UnknownReason, ...]) -> tuple[UnknownReason, ...]:
    """The reasons of what a function or an operator makes of something that has these."""
    return tuple(
        [
            one if one.derived else UnknownReason(one.expression, one.reason, derived=True)
            for one in reasons
        ]
    )


def merge_origins(span_origin: Origin, parents: Iterable[Origin | None]) -> Origin:
    """The origin with the given parents instead of its own: without repeats, the first eight."""
    found: list[Origin] = []
    for parent in parents:
        if parent is None or any(parent is one for one in found):
            continue
        found.append(parent)
        if len(found) == MAXIMUM_PARENTS:
            break
    if not found:
        return span_origin
    from packer_systo.engine.values.value import Origin

    return Origin(span_origin.span, span_origin.label, tuple(found))

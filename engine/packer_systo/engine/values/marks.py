"""What is secret or unknown about a value, inside it included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.constructors import merge_reasons
from packer_systo.engine.values.value import PartialString, SecretText, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.values.value import Secret, UnknownReason


def secret_of(value: Value) -> Secret | None:
    """Why the value is secret as a whole or, for a string, in a part; does not look inside."""
    if value.secret is not None:
        return value.secret
    data = value.data
    if isinstance(data, PartialString):
        for part in data.parts:
            if isinstance(part, SecretText):
                return part.secret
    return None


def inner_secret(value: Value) -> Secret | None:
    """The first secret in the value at any depth."""
    secret = secret_of(value)
    if secret is not None:
        return secret
    data = value.data
    if isinstance(data, tuple):
        return first_secret(data)
    if isinstance(data, dict):
        return first_secret(data.values())
    return None


def first_secret(values: Iterable[Value]) -> Secret | None:
    for value in values:
        secret = inner_secret(value)
        if secret is not None:
            return secret
    return None


def reasons_of(value: Value) -> tuple[UnknownReason, ...]:
    """Why the value is unknown, wholly or in parts at any depth; empty when all is known."""
    data = value.data
    if isinstance(data, Unknown):
        return data.reasons
    if isinstance(data, PartialString):
        return merge_reasons(*[p.reasons for p in data.parts if isinstance(p, Unknown)])
    if isinstance(data, tuple):
        return _inner_reasons(data)
    if isinstance(data, dict):
        return _inner_reasons(data.values())
    return ()


def _inner_reasons(values: Iterable[Value]) -> tuple[UnknownReason, ...]:
    found: tuple[UnknownReason, ...] = ()
    for value in values:
        reasons = reasons_of(value)
        if reasons:
            found = merge_reasons(found, reasons) if found else reasons
    return found


def with_secret(value: Value, secret: Secret | None) -> Value:
    """The value marked as secret; unchanged when there is nothing to mark or it is marked."""
    if secret is None or value.secret is not None:
        return value
    return Value(value.type, value.data, secret, value.origin)

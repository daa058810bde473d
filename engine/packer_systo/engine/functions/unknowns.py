"""Results that cannot be known, with the reasons of the arguments that they depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.constructors import MAXIMUM_REASONS, derived, unknown
from packer_systo.engine.values.equality import wholly_known
from packer_systo.engine.values.types import Kind
from packer_systo.engine.values.value import PartialString, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.values.types import Type


def undecided(type: Type, arguments: Iterable[Value], expression: str) -> Value:
    """An unknown of the type, for the reasons found in the arguments at any depth.

    go-cty also gives up where a null has no type; that has no reason of its own.
    """
    reasons = derived(reasons_in(arguments))
    if not reasons:
        reasons = (UnknownReason(expression, "in error: a null here has no type"),)
    return unknown(type, reasons)


def reasons_in(values: Iterable[Value]) -> tuple[UnknownReason, ...]:
    """The reasons of every unknown in the values, in order of appearance, the first eight."""
    found: dict[UnknownReason, None] = {}
    pending = list(values)[::-1]
    while pending and len(found) < MAXIMUM_REASONS:
        data = pending.pop().data
        if isinstance(data, Unknown):
            found.update(dict.fromkeys(data.reasons))
        elif isinstance(data, PartialString):
            for part in data.parts:
                if isinstance(part, Unknown):
                    found.update(dict.fromkeys(part.reasons))
        elif isinstance(data, tuple):
            pending.extend(reversed(data))
        elif isinstance(data, dict):
            pending.extend(reversed(data.values()))
    return tuple(found)[:MAXIMUM_REASONS]


def length_known(value: Value) -> bool:
    """Whether the number of elements is known.

    The unknown elements of a set may turn out equal to others, so its length is open.
    """
    data = value.data
    if isinstance(data, Unknown):
        return False
    if value.type.kind is Kind.SET and isinstance(data, tuple) and len(data) != 1:
        return wholly_known(value)
    return True

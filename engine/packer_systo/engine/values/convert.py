"""Conversion between types, as go-cty's `convert` package does it (cty/convert)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.values.types import Type
    from packer_systo.engine.values.value import Value


class ConversionError(Exception):
    """A value that cannot become the wanted type. `path` leads into the value."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def convert(value: Value, want: Type) -> Value:
    """The value as the wanted type; origin and secret are kept. ConversionError if it cannot be."""
    if value.type == want:
        return value
    raise ConversionError("conversion is not there yet")


def unify(types: Sequence[Type]) -> Type | None:
    """The type that all of the types convert to; None when there is none."""
    first = types[0] if types else None
    return first if all(one == first for one in types) else None

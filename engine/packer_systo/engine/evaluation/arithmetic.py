"""Calculating and comparing numbers as go-cty does: rounded to 512 bits (cty/value_ops.go).

Two numbers that are Go `float64`s give one again in `+`, `-` and `/`.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from packer_systo.engine.values.number import (
    FLOAT64_PRECISION,
    PRECISION,
    number_from_float,
    precision_of,
    quotient,
    rounded,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.values.number import Number


def _add(one: Number, other: Number) -> Number:
    return _finished(one + other, one, other)


def _subtract(one: Number, other: Number) -> Number:
    return _finished(one - other, one, other)


def _multiply(one: Number, other: Number) -> Number:
    return rounded(one * other)


def _divide(one: Number, other: Number) -> Number:
    return _finished(_quotient(one, other), one, other)


def _modulo(one: Number, other: Number) -> Number:
    """What is left of the truncated quotient; of a division by zero, the first number."""
    if other == 0:
        return one
    ratio = _quotient(one, other)
    whole = abs(ratio.numerator) // ratio.denominator
    return rounded(one - rounded(other * (-whole if ratio < 0 else whole)))


def _quotient(one: Number, other: Number) -> Number:
    return quotient(one.numerator * other.denominator, one.denominator * other.numerator)


def _finished(result: Number, one: Number, other: Number) -> Number:
    if isinstance(result, int) and isinstance(one, int) and isinstance(other, int):
        return rounded(result)
    if precision_of(one) == precision_of(other) == FLOAT64_PRECISION:
        return number_from_float(float(result))
    return rounded(result, PRECISION)


def negative(number: Number) -> Number:
    if isinstance(number, int) or precision_of(number) == PRECISION:
        return -number
    return number_from_float(-float(number))


ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _modulo,
}
COMPARISON: dict[str, Callable[[Number, Number], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

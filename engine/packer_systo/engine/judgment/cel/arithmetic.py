"""CEL's arithmetic for cel-python, whose own gives Python's types, mixes numbers and forgets overflow.

Operands are of one type; whole numbers have 64 bits, and division by zero is an error of theirs alone.
Source: github.com/google/cel-spec, doc/langdef.md, "Numeric Values" and "Overflow".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from celpy.celtypes import (
    BytesType,
    DoubleType,
    DurationType,
    IntType,
    ListType,
    StringType,
    TimestampType,
    UintType,
)
from celpy.evaluation import CELEvalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEAST_INT, _MOST_INT = -(2**63), 2**63 - 1
_MOST_UINT = 2**64 - 1


def error_in(*operands: object) -> CELEvalError | None:
    """Errors are values until nothing absorbs them: `error || true` is true."""
    return next((one for one in operands if isinstance(one, CELEvalError)), None)


def add(left: object, right: object) -> object:
    """Sums of numbers and times; texts, bytes and lists one after the other."""
    match left, right:
        case StringType(), StringType():
            return StringType(str(left) + str(right))
        case BytesType(), BytesType():
            return BytesType(bytes(left) + bytes(right))
        case ListType(), ListType():
            return ListType([*_items(left), *_items(right)])
        case TimestampType(), DurationType():
            return _of_times(lambda: left + right)
        case DurationType(), TimestampType():
            return _of_times(lambda: right + left)
        case DurationType(), DurationType():
            return _of_times(lambda: left + right)
        case _:
            return _of_numbers("+", left, right, lambda a, b: a + b, lambda a, b: a + b)


def subtract(left: object, right: object) -> object:
    match left, right:
        case TimestampType(), TimestampType():
            return _of_times(lambda: left - right)
        case TimestampType() | DurationType(), DurationType():
            return _of_times(lambda: left - right)
        case _:
            return _of_numbers("-", left, right, lambda a, b: a - b, lambda a, b: a - b)


def multiply(left: object, right: object) -> object:
    return _of_numbers("*", left, right, lambda a, b: a * b, lambda a, b: a * b)


def divide(left: object, right: object) -> object:
    """Whole numbers towards zero; doubles as IEEE 754 has it, so `1.0 / 0.0` is infinite."""
    return _of_numbers("/", left, right, _quotient, _ratio)


def remainder(left: object, right: object) -> object:
    """Its sign is that of the left operand. Doubles have none."""
    if isinstance(left, IntType) and int(left) == _LEAST_INT and right == IntType(-1):
        return CELEvalError("integer overflow")
    return _of_numbers("%", left, right, lambda a, b: a - b * _quotient(a, b), None)


def negate(value: object) -> object:
    match value:
        case CELEvalError():
            return value
        case IntType():
            return _whole(IntType, -int(value))
        case DoubleType():
            return DoubleType(-float(value))
        case _:
            return CELEvalError("`-` is of numbers with a sign")


def _of_numbers(
    sign: str,
    left: object,
    right: object,
    of_whole: Callable[[int, int], int],
    of_doubles: Callable[[float, float], float] | None,
) -> object:
    error = error_in(left, right)
    if error is not None:
        return error
    if isinstance(left, DoubleType) and isinstance(right, DoubleType) and of_doubles is not None:
        return DoubleType(of_doubles(float(left), float(right)))
    for kind in (IntType, UintType):
        if isinstance(left, kind) and isinstance(right, kind):
            try:
                return _whole(kind, of_whole(int(left), int(right)))
            except ZeroDivisionError:
                return CELEvalError("divide by zero" if sign == "/" else "modulus by zero")
    return CELEvalError(f"`{sign}` has no meaning for values of these types")


def _whole(kind: type[IntType | UintType], value: int) -> object:
    least, most = (0, _MOST_UINT) if kind is UintType else (_LEAST_INT, _MOST_INT)
    return kind(value) if least <= value <= most else CELEvalError("integer overflow")


def _quotient(left: int, right: int) -> int:
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


def _ratio(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _of_times(calculate: Callable[[], object]) -> object:
    try:
        return calculate()
    except (OverflowError, ValueError):
        return CELEvalError("the time lies outside of what CEL can express")


def _items(values: ListType) -> Sequence[object]:
    return cast("Sequence[object]", values)

"""CEL's conversions for cel-python, whose own are Python's: `int("1_000")` and `int("0x10")` read.

They take what cel-expr-python takes, and write as that does. Times have microseconds in cel-python;
what is finer is refused here instead of being cut off.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from celpy.celtypes import (
    BoolType,
    BytesType,
    DoubleType,
    DurationType,
    IntType,
    StringType,
    TimestampType,
    UintType,
)
from celpy.evaluation import CELEvalError

from packer_systo.engine.judgment.cel.times import is_finer_than_microseconds

if TYPE_CHECKING:
    from collections.abc import Callable

_BLANK = " \t\n\v\f\r"
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(
    r"[+-]?0[xX]([0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)([pP][+-]?[0-9]+)?"
)
_NO_NUMBER = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)

_TRUE = frozenset({"true", "True", "TRUE", "t", "1"})
_FALSE = frozenset({"false", "False", "FALSE", "f", "0"})

LONGEST_NUMBER = 4000
"""Digits of a text that is read as a number; Python refuses to read more than some 4,300."""


def to_int(value: object) -> object:
    match value:
        case CELEvalError() | IntType():
            return value
        case BoolType() | UintType():
            return _within(IntType, int(value), -(2**63), 2**63 - 1)
        case TimestampType():
            return IntType(value)
        case DoubleType():
            return _cut(IntType, float(value), -(2**63), 2**63 - 1)
        case StringType():
            return _read(IntType, str(value), -(2**63), 2**63 - 1)
        case _:
            return _no("int", value)


def to_uint(value: object) -> object:
    match value:
        case CELEvalError() | UintType():
            return value
        case IntType():
            return _within(UintType, int(value), 0, 2**64 - 1)
        case DoubleType():
            return _cut(UintType, float(value), 0, 2**64 - 1)
        case StringType() if not str(value).strip(_BLANK).startswith("-"):
            return _read(UintType, str(value), 0, 2**64 - 1)
        case _:
            return _no("uint", value)


def to_double(value: object) -> object:
    match value:
        case CELEvalError() | DoubleType():
            return value
        case IntType() | UintType():
            return DoubleType(float(int(value)))
        case StringType():
            text = str(value).strip(_BLANK)
            if _DECIMAL.fullmatch(text) or _NO_NUMBER.fullmatch(text):
                return DoubleType(float(text))
            if _HEXADECIMAL.fullmatch(text):
                return DoubleType(float.fromhex(text))
            return CELEvalError("cannot convert string to double")
        case _:
            return _no("double", value)


def to_bool(value: object) -> object:
    match value:
        case CELEvalError() | BoolType():
            return value
        case StringType() if str(value) in _TRUE | _FALSE:
            return BoolType(str(value) in _TRUE)
        case _:
            return _no("bool", value)


def to_string(value: object) -> object:
    match value:
        case CELEvalError() | StringType():
            return value
        case BoolType():  # not Python's word for it
            return StringType("true" if value else "false")
        case IntType() | UintType():
            return StringType(str(int(value)))
        case DoubleType():
            return StringType(written(float(value)))
        case BytesType():
            return StringType(value)
        case TimestampType():
            # A plain datetime: cel-python's own takes a zone of UTC where there is none.
            utc = value.astimezone(UTC)
            at = datetime.combine(utc.date(), utc.time().replace(microsecond=0))
            fraction = f".{utc.microsecond:06d}".removesuffix("000") if utc.microsecond else ""
            return StringType(f"{at.isoformat()}{fraction}Z")
        case DurationType():
            return StringType(_duration_written(value))
        case _:
            return _no("string", value)


def to_bytes(value: object) -> object:
    match value:
        case CELEvalError() | BytesType():
            return value
        case StringType():
            return BytesType(str(value).encode())
        case _:
            return _no("bytes", value)


def to_timestamp(value: object) -> object:
    match value:
        case CELEvalError() | TimestampType():
            return value
        case StringType() if is_finer_than_microseconds(str(value)):
            return CELEvalError("times finer than a microsecond are unknown to cel-python")
        case IntType():
            try:
                return TimestampType(datetime.fromtimestamp(int(value), UTC))
            except (OverflowError, OSError, ValueError):
                return CELEvalError("the time lies outside of what CEL can express")
        case StringType():
            return TimestampType(value)
        case _:
            return _no("timestamp", value)


def to_duration(value: object) -> object:
    match value:
        case CELEvalError() | DurationType():
            return value
        case StringType():
            if str(value).endswith("d"):
                return CELEvalError("a duration has the units h, m, s, ms, us and ns")
            if is_finer_than_microseconds(str(value)):
                return CELEvalError("times finer than a microsecond are unknown to cel-python")
            return DurationType(value)
        case _:
            return _no("duration", value)


def written(number: float) -> str:
    """As C++ writes the fewest digits that read back as the number, with `%g`: 1e+06."""
    if math.isnan(number) or math.isinf(number):
        return str(number)
    if number == 0:
        return "-0" if math.copysign(1, number) < 0 else "0"
    _, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    power = len(digits) - 1 + int(exponent)
    if -5 < power < 6:  # the `%g` of six digits chooses between the two ways to write
        return format(Decimal(repr(number)).normalize(), "f")
    first, *others = map(str, digits)
    fraction = "." + "".join(others) if others else ""
    return f"{'-' if number < 0 else ''}{first}{fraction}e{power:+03d}"


def _duration_written(value: DurationType) -> str:
    microseconds = round(value.total_seconds() * 10**6)
    seconds, part = divmod(abs(microseconds), 10**6)
    fraction = ""
    if part:
        fraction = f".{part // 1000:03d}" if part % 1000 == 0 else f".{part:06d}"
    return f"{'-' if microseconds < 0 else ''}{seconds}{fraction}s"


def _read(kind: type[IntType | UintType], text: str, least: int, most: int) -> object:
    digits = text.strip(_BLANK)
    if len(digits) > LONGEST_NUMBER or not _WHOLE.fullmatch(digits):
        return CELEvalError("cannot convert string to a whole number")
    return _within(kind, int(digits), least, most)


def _cut(kind: type[IntType | UintType], number: float, least: int, most: int) -> object:
    if math.isnan(number) or math.isinf(number):
        return CELEvalError("the number has no whole part")
    return _within(kind, math.trunc(number), least, most)


def _within(kind: type[IntType | UintType], number: int, least: int, most: int) -> object:
    return kind(number) if least <= number <= most else CELEvalError("the number has over 64 bits")


def _no(name: str, value: object) -> CELEvalError:
    return CELEvalError(f"`{name}` takes no {type(value).__name__.removesuffix('Type').lower()}")


CONVERSIONS: dict[str, Callable[[object], object]] = {
    "bool": to_bool,
    "bytes": to_bytes,
    "double": to_double,
    "duration": to_duration,
    "int": to_int,
    "string": to_string,
    "timestamp": to_timestamp,
    "uint": to_uint,
}

TYPES: dict[object, type] = {
    to_bool: BoolType,
    to_bytes: BytesType,
    to_double: DoubleType,
    to_int: IntType,
    to_string: StringType,
    to_uint: UintType,
}
"""`string` is a function and the name of a type; what it is for celpy as the latter."""

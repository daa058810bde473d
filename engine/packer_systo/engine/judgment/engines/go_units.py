"""OPA's functions of amounts with a unit, where regorus has other results: what OPA 1.22 gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from packer_systo.engine.template.document import JSON

_LETTERS = "kmgtpe"
_DECIMAL = {letter: 1000**power for power, letter in enumerate(_LETTERS, start=1)}
_BINARY = {f"{letter}i": 1024**power for power, letter in enumerate(_LETTERS, start=1)}
_BYTES = {
    "": 1,
    **_DECIMAL,
    **_BINARY,
    **{f"{unit}b": size for unit, size in (_DECIMAL | _BINARY).items()},
}

_AMOUNT = re.compile(r"(?:[0-9.+-]|[eE](?=[0-9+-]))*")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?")

LONGEST = 1000
"""Characters of an amount."""
_LARGEST_EXPONENT = 400

_MANTISSA = 64
"""Bits that Go's `big.Float` keeps of a text's number."""


def parse(value: JSON) -> int | float:
    """`10Ki` as 10240, `100m` as 0.1. Upper and lower case differ in `m` and `M` only."""
    from fractions import Fraction

    amount, unit = _parted(value, lower=False)
    unit = unit[:1] + unit[1:].lower()
    if unit == "m":
        size = Fraction(0.001)  # as OPA has it
    elif not unit:
        size = Fraction(1)
    else:
        known = _BINARY if len(unit) == len("ki") else _DECIMAL
        size = Fraction(known.get(unit[:1].lower() + unit[1:], 0))
    if not size:
        raise ValueError("the unit is none")
    number = _number(amount) * size
    if number.denominator == 1:
        return int(number)
    places = 10**10
    return float(_half_up(abs(number) * places) / places) * (1 if number > 0 else -1)


def parse_bytes(value: JSON) -> int:
    """`40GB` as 40000000000, `40GiB` as 42949672960; a fraction of a byte is left out."""
    amount, unit = _parted(value, lower=True)
    if unit not in _BYTES:
        raise ValueError("the unit is none of bytes")
    return int(_kept(_kept(_number(amount)) * _BYTES[unit]))


def _parted(value: JSON, *, lower: bool) -> tuple[str, str]:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    if len(value) > LONGEST:
        raise ValueError("the text is too long for an amount")
    text = (value.lower() if lower else value).replace('"', "")
    if " " in text:
        raise ValueError("an amount has no spaces")
    found = _AMOUNT.match(text)
    amount = found[0] if found else ""
    if not amount:
        raise ValueError("there is no number before the unit")
    return amount, text[len(amount) :]


def _number(text: str) -> Fraction:
    from fractions import Fraction

    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("what stands before the unit is no number")
    if abs(int(found[1] or 0)) > _LARGEST_EXPONENT:
        raise ValueError("the number is too large or too small")
    return Fraction(text)


def _half_up(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def _kept(number: Fraction) -> Fraction:
    """What is left of it in a mantissa of Go's."""
    if not number:
        return number
    size = abs(number)
    two = type(number)(2)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if two**exponent > size:
        exponent -= 1
    scale = two ** (_MANTISSA - 1 - exponent)
    return round(number * scale) / scale

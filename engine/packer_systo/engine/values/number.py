"""Numbers as go-cty has them: binary floats of 512 bits, rounded to nearest even.

An integral number is an `int`, any other a dyadic `Fraction`; a `Float64` (values/float64.py) is
what Go's `float64` functions return: it is written with as many digits as 53 bits need. Text is
Go's `big.Float.Text('f', -1)`: the shortest decimal that reads back as the same number
(math/big, `ftoa.go`).

Magnitudes end at 2^4096 (about 1e1233): go-cty goes on, but no template needs more, and a text
such as `1e600000000` must not cost memory. Infinities do not exist here for the same reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
    from typing import TypeAlias

    Number: TypeAlias = int | Fraction

PRECISION = 512
FLOAT64_PRECISION = 53
MAXIMUM_EXPONENT = 4096
MAXIMUM_DIGITS = 4000

# Go's big.ParseFloat with base 10, which also knows the binary exponent `p`.
_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([eEpP])([+-]?[0-9]+))?\Z")


class NumberError(ValueError):
    """A text that is no number, or a number beyond the limits."""


def parse_number(text: str) -> Number:
    """The number that a decimal text stands for, rounded to 512 bits."""
    if len(text) < 18 and text.isdecimal() and text.isascii():
        return int(text)
    match = _NUMBER.match(text)
    if match is None or not (match[2] or match[3]):
        raise NumberError("a number is expected")
    if len(text) > MAXIMUM_DIGITS:
        raise NumberError(f"a number may have at most {MAXIMUM_DIGITS} digits")
    whole, decimals = match[2], match[3] or ""
    mantissa = int(whole + decimals)
    if match[1] == "-":
        mantissa = -mantissa
    if mantissa == 0:
        return 0
    exponent = int(match[5]) if match[5] is not None and len(match[5]) < 12 else 0
    if (match[5] is not None and len(match[5]) >= 12) or abs(exponent) > 2 * MAXIMUM_EXPONENT:
        raise NumberError("the number's exponent is too large")
    five = -len(decimals)
    two = -len(decimals)
    if match[4] in ("p", "P"):
        two += exponent
    elif match[4] is not None:
        five += exponent
        two += exponent
    numerator, denominator = mantissa, 1
    if five >= 0:
        numerator *= 5**five
    else:
        denominator *= 5**-five
    if two >= 0:
        numerator <<= two
    else:
        denominator <<= -two
    return quotient(numerator, denominator)


def quotient(numerator: int, denominator: int, precision: int = PRECISION) -> Number:
    """`numerator / denominator` rounded to `precision` bits; the denominator is not zero."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    magnitude = abs(numerator)
    if magnitude == 0:
        return 0
    if denominator == 1 and magnitude.bit_length() <= precision:
        return numerator
    # Scale so that the integral quotient has at least two bits more than needed, then round with
    # what is left over as a sticky bit.
    shift = precision + 2 - (magnitude.bit_length() - denominator.bit_length())
    if shift >= 0:
        whole, rest = divmod(magnitude << shift, denominator)
    else:
        whole, rest = divmod(magnitude, denominator << -shift)
    surplus = whole.bit_length() - precision
    low = whole & ((1 << surplus) - 1)
    half = 1 << (surplus - 1)
    whole >>= surplus
    if low > half or (low == half and (rest or whole & 1)):
        whole += 1
    return scaled(-whole if numerator < 0 else whole, surplus - shift)


def scaled(mantissa: int, exponent: int) -> Number:
    """`mantissa * 2**exponent`, exactly; NumberError beyond the limits."""
    if mantissa == 0:
        return 0
    top = mantissa.bit_length() + exponent
    if top > MAXIMUM_EXPONENT:
        raise NumberError("the number is too large")
    if top < -MAXIMUM_EXPONENT:
        raise NumberError("the number is too close to zero")
    if exponent >= 0:
        return mantissa << exponent
    zeros = (mantissa & -mantissa).bit_length() - 1
    if zeros >= -exponent:
        return mantissa >> -exponent
    from fractions import Fraction

    return Fraction(mantissa >> zeros, 1 << (-exponent - zeros))


def rounded(number: Number, precision: int = PRECISION) -> Number:
    """The nearest number of `precision` bits."""
    if isinstance(number, int):
        if -(1 << 64) < number < (1 << 64) and precision == PRECISION:
            return number
        return quotient(number, 1, precision)
    return quotient(number.numerator, number.denominator, precision)


def number_from_float(number: float) -> Number:
    """What Go's `NumberFloatVal` makes of a float64: finite only, else NumberError."""
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        raise NumberError("the result is not a finite number")
    if number.is_integer() and abs(number) < 2.0**53:
        return int(number)
    from packer_systo.engine.values.float64 import Float64

    return Float64(*number.as_integer_ratio())


def precision_of(number: Number) -> int:
    """The bits that the number was rounded to: 53 for a `Float64`, else 512."""
    if isinstance(number, int):
        return PRECISION
    from packer_systo.engine.values.float64 import Float64

    return FLOAT64_PRECISION if isinstance(number, Float64) else PRECISION


def format_number(number: Number) -> str:
    """The shortest decimal text, without an exponent, that reads back as the number."""
    if isinstance(number, int) and number.bit_length() <= PRECISION:
        return str(number)
    precision = precision_of(number)
    mantissa, exponent = abs(number.numerator), 1 - number.denominator.bit_length()
    # One bit more than the precision, so that a step of 1 is half of the last place.
    shift = precision + 1 - mantissa.bit_length()
    mantissa = mantissa << shift if shift >= 0 else mantissa >> -shift
    digits, point = _shortest(mantissa, exponent - shift)
    if point <= 0:
        text = "0." + "0" * -point + digits
    elif point >= len(digits):
        text = digits + "0" * (point - len(digits))
    else:
        text = digits[:point] + "." + digits[point:]
    return "-" + text if number < 0 else text


def _shortest(mantissa: int, exponent: int) -> tuple[str, int]:
    """The digits between the two neighbours' midpoints, and where the decimal point is."""
    digits, point = _decimal(mantissa, exponent)
    lower, _ = _decimal(mantissa - 1, exponent)
    upper, _ = _decimal(mantissa + 1, exponent)
    inclusive = mantissa & 2 == 0
    for place, digit in enumerate(digits):
        low = lower[place] if place < len(lower) else "0"
        high = upper[place] if place < len(upper) else "0"
        down = low != digit or (inclusive and place + 1 == len(lower))
        up = digit != high and (inclusive or ord(digit) + 1 < ord(high) or place + 1 < len(upper))
        if not (down or up):
            continue
        kept, rest = digits[: place + 1], digits[place + 1 :]
        if down and up:
            exactly_half = rest == "5"
            up = rest[:1] >= "5" and not (exactly_half and int(digit) % 2 == 0)
        if up:
            raised = str(int(kept) + 1)
            return raised.rstrip("0"), point + len(raised) - len(kept)
        return kept.rstrip("0"), point
    return digits, point


def _decimal(mantissa: int, exponent: int) -> tuple[str, int]:
    """The exact decimal digits of `mantissa * 2**exponent`, and where the point is."""
    if exponent >= 0:
        text = str(mantissa << exponent)
        return text.rstrip("0"), len(text)
    text = str(mantissa * 5**-exponent)
    return text.rstrip("0"), len(text) + exponent

"""Numbers written by a format verb: what Go's fmt makes of a `big.Int` and a `big.Float`.

Follows the documentation of package fmt and of `big.Int.Format`, `big.Float.Format` (math/big).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_characters
from packer_systo.engine.values.number import format_number

if TYPE_CHECKING:
    from packer_systo.engine.functions.verbs import Verb
    from packer_systo.engine.values.number import Number

# Beyond this fmt gives up reading a width or precision and complains within its output.
_LARGEST_FIELD = 10_000_009
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}


def integer_text(verb: Verb, value: int) -> str:
    """A whole number under `%b`, `%d`, `%o`, `%x` or `%X`."""
    if _too_large(verb):
        return f"%!(NOVERB)%!(EXTRA *big.Int={value})"
    mode = verb.mode
    digits = f"{abs(value):{'d' if mode == 'd' else mode}}"
    prefix = _PREFIXES.get(mode, "") if verb.sharp else ""
    if verb.precision is not None:
        if digits == "0" and verb.precision == 0:
            return ""
        check_characters(verb.precision)
        digits = digits.rjust(verb.precision, "0")
    sign = _sign(verb, negative=value < 0)
    missing = (verb.width or 0) - len(sign) - len(prefix) - len(digits)
    if missing <= 0:
        return sign + prefix + digits
    check_characters(missing)
    if verb.minus:
        return sign + prefix + digits + " " * missing
    if verb.zero and verb.precision is None:
        return sign + prefix + "0" * missing + digits
    return " " * missing + sign + prefix + digits


def float_text(verb: Verb, value: Number) -> str:
    """A number under `%e`, `%E`, `%f`, `%g` or `%G`."""
    if _too_large(verb):
        return f"%!(NOVERB)%!(EXTRA *big.Float={shortest_text(value)})"
    mode, precision = verb.mode, verb.precision
    check_characters(precision or 0)
    if mode in "gG" and precision is None:
        body = _general(*_shortest(value), None, mode)
    else:
        digits, point = _exact(value)
        places = 6 if precision is None else precision
        if mode in "gG":
            places = places or 1
            body = _general(*_round(digits, point, places), places, mode)
        elif mode in "eE":
            body = _scientific(*_round(digits, point, 1 + places), places, mode)
        else:
            body = _plain(*_round(digits, point, point + places), places)
    sign = _sign(verb, negative=value < 0)
    missing = (verb.width or 0) - len(sign) - len(body)
    if missing <= 0:
        return sign + body
    check_characters(missing)
    if verb.zero:
        return sign + "0" * missing + body
    if verb.minus:
        return sign + body + " " * missing
    return " " * missing + sign + body


def shortest_text(value: Number) -> str:
    """`%v`: the fewest digits that say the number, with an exponent from a million on."""
    return ("-" if value < 0 else "") + _general(*_shortest(value), None, "g")


def _too_large(verb: Verb) -> bool:
    return (verb.width or 0) > _LARGEST_FIELD or (verb.precision or 0) > _LARGEST_FIELD


def _sign(verb: Verb, *, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if verb.plus else " " if verb.space else ""


def _shortest(value: Number) -> tuple[str, int]:
    """The digits of the shortest text, and how many of them stand before the point."""
    whole, _, decimals = format_number(value).removeprefix("-").partition(".")
    if whole != "0":
        return (whole + decimals).rstrip("0"), len(whole)
    digits = decimals.lstrip("0")
    return digits.rstrip("0"), len(digits) - len(decimals)


def _exact(value: Number) -> tuple[str, int]:
    """All digits of the number, and how many of them stand before the point; zero has none."""
    if value == 0:
        return "", 0
    twos = value.denominator.bit_length() - 1
    text = str(abs(value.numerator) * 5**twos)
    return text.rstrip("0"), len(text) - twos


def _round(digits: str, point: int, keep: int) -> tuple[str, int]:
    """The first `keep` digits, rounded half to even."""
    if keep < 0 or keep >= len(digits):
        return digits, point
    rest = digits[keep:]
    up = rest > "5" or (rest == "5" and keep > 0 and digits[keep - 1] in "13579")
    if not up:
        kept = digits[:keep].rstrip("0")
        return kept, point if kept else 0
    raised = str(int(digits[:keep] or "0") + 1)
    grown = len(raised) - keep
    return raised.rstrip("0"), point + grown


def _scientific(digits: str, point: int, places: int, mode: str) -> str:
    body = digits[:1] or "0"
    if places > 0:
        body += "." + digits[1 : places + 1].ljust(places, "0")
    exponent = point - 1 if digits else 0
    letter = "e" if mode in "eg" else "E"
    return f"{body}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _plain(digits: str, point: int, places: int) -> str:
    body = digits[:point].ljust(point, "0") if point > 0 else "0"
    if places <= 0:
        return body
    decimals = digits[point:] if point > 0 else "0" * -point + digits
    return f"{body}.{decimals[:places].ljust(places, '0')}"


def _general(digits: str, point: int, places: int | None, mode: str) -> str:
    """`%g`: with an exponent where that is shorter."""
    count = len(digits)
    limit = 6 if places is None else places
    wanted = count if places is None else places
    if places is not None and limit > count >= point:
        limit = count
    exponent = point - 1
    if exponent < -4 or exponent >= limit:
        return _scientific(digits, point, min(wanted, count) - 1, mode)
    if wanted > point:
        wanted = count
    return _plain(digits, point, max(wanted - point, 0))

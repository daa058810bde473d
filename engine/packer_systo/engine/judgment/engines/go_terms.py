"""Values of Rego as OPA writes them in a text: `[1, "a", {"b": {2}}]`, `set()`."""

from __future__ import annotations

import math
from typing import TypeAlias

import msgspec

Term: TypeAlias = "bool | int | float | str | list[Term] | dict[Term, Term] | set[Term] | None"
"""What regorus hands to a function. Sets and keys hold scalars alone: Python has no others."""

_ESCAPES = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
    '"': '\\"', "\\": "\\\\",
}  # fmt: skip

_LARGEST_PLAIN = 6
"""The power of ten from which a number is written with an exponent."""


def term_text(term: Term) -> str:
    """As OPA's `ast.Term.String`; a text stands in quotes."""
    match term:
        case None:
            return "null"
        case bool():
            return "true" if term else "false"
        case int():
            return str(term)
        case float():
            return msgspec.json.encode(term).decode()
        case str():
            return quoted(term)
        case list():
            return f"[{', '.join(map(term_text, term))}]"
        case dict():
            pairs = [
                f"{term_text(key)}: {term_text(term[key])}" for key in sorted(term, key=_order)
            ]
            return f"{{{', '.join(pairs)}}}"
        case set():
            return f"{{{', '.join(map(term_text, sorted(term, key=_order)))}}}" if term else "set()"


def _order(term: Term) -> tuple[int, float, str]:
    """Rego's order of scalars: null, truth values, numbers, texts by their bytes."""
    match term:
        case None:
            return 0, 0, ""
        case bool():
            return 1, term, ""
        case int() | float():
            return 2, term, ""
        case _:
            return 3, 0, str(term)


def quoted(text: str, *, ascii_only: bool = False) -> str:
    """As Go's `strconv.Quote` and `QuoteToASCII`."""
    return f'"{"".join(_escaped(one, ascii_only=ascii_only) for one in text)}"'


def quoted_character(code: int, *, ascii_only: bool = False) -> str:
    """As Go's `strconv.QuoteRune`."""
    text = character(code)
    if text == "'":
        return "'\\''"
    return "'\"'" if text == '"' else f"'{_escaped(text, ascii_only=ascii_only)}'"


def character(code: int) -> str:
    """The character of a code; U+FFFD for what is none."""
    return chr(code) if 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _escaped(one: str, *, ascii_only: bool) -> str:
    known = _ESCAPES.get(one)
    if known is not None:
        return known
    code = ord(one)
    if one.isprintable() and not (ascii_only and code > 0x7E):
        return one
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortest(number: float) -> str:
    """As Go's `strconv.FormatFloat(number, 'g', -1, 64)`: the fewest digits that give it back."""
    if number == 0:
        return "-0" if math.copysign(1, number) < 0 else "0"
    mantissa, _, exponent = f"{number!r}e".partition("e")
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    raised = int(exponent.rstrip("e") or 0)
    digits = f"{whole}{fraction}".lstrip("0")
    point = len(whole.lstrip("0")) or -(len(fraction) - len(fraction.lstrip("0")))
    point += raised
    digits = digits.rstrip("0")
    sign = "-" if number < 0 else ""
    if -4 <= point - 1 < _LARGEST_PLAIN:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        filled = digits.ljust(point, "0")
        return f"{sign}{filled[:point]}{'.' if filled[point:] else ''}{filled[point:]}"
    rest = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{rest}e{'-' if point < 1 else '+'}{abs(point - 1):02d}"

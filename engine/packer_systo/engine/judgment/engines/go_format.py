"""OPA's `sprintf`: Go's `fmt.Sprintf` on the arguments that OPA makes of Rego's values.

A whole number is an `int64` there, one with a fraction a `float64`, a text a `string`; anything else is
the text of the value. What the format does not fit is written into the text, as `%!d(string=x)`. The
way is that of Go's `fmt/print.go` and `fmt/format.go`.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.judgment.engines.go_terms import (
    Term,
    character,
    quoted,
    quoted_character,
    shortest,
    term_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 1_000_000
"""The greatest width and precision that Go takes of an argument; ten times that is written out."""

_INDEX = re.compile(r"\[([0-9]+)\]")
_DIGITS = re.compile("[0-9]+")
_BASES = {"b": "b", "o": "o", "O": "o", "x": "x", "X": "x", "d": "d", "v": "d"}


class _Flags(msgspec.Struct):
    plus: bool = False
    minus: bool = False
    sharp: bool = False
    space: bool = False
    zero: bool = False
    width: int | None = None
    precision: int | None = None
    as_written: bool = False
    """`%#v`: as it is written in Go."""


def sprintf(form: Term, values: Term) -> str:
    """Raises TypeError where there is no text, or no array."""
    if not isinstance(form, str) or not isinstance(values, list):
        raise TypeError("a text and an array are needed")
    arguments = [_argument(one) for one in values]
    return _Printer(form, arguments).printed()


def _argument(term: Term) -> int | float | str:
    if isinstance(term, str | float) or (isinstance(term, int) and not isinstance(term, bool)):
        return term
    return term_text(term)


class _Printer:
    def __init__(self, form: str, arguments: Sequence[int | float | str]) -> None:
        self._form = form
        self._arguments = arguments
        self._at = 0
        self._next = 0
        self._reordered = False
        self._is_good = True
        self._pieces: list[str] = []

    def printed(self) -> str:
        form = self._form
        while self._at < len(form):
            percent = form.find("%", self._at)
            if percent < 0:
                self._pieces.append(form[self._at :])
                break
            self._pieces.append(form[self._at : percent])
            self._at = percent + 1
            self._verb()
        if not self._reordered and self._next < len(self._arguments):
            extra = [f"{_type(one)}={_shown(one)}" for one in self._arguments[self._next :]]
            self._pieces.append(f"%!(EXTRA {', '.join(extra)})")
        return "".join(self._pieces)

    def _verb(self) -> None:
        flags = _Flags()
        self._is_good = True
        self._read_flags(flags)
        indexed = self._index()
        indexed = self._width(flags, indexed=indexed)
        if self._form.startswith(".", self._at):
            self._at += 1
            indexed = self._precision(flags, indexed=indexed)
        if not indexed:
            self._index()
        if self._at >= len(self._form):
            self._pieces.append("%!(NOVERB)")
            return
        verb = self._form[self._at]
        self._at += 1
        if verb == "%":
            self._pieces.append("%")
        elif not self._is_good:
            self._pieces.append(f"%!{verb}(BADINDEX)")
        elif self._next >= len(self._arguments):
            self._pieces.append(f"%!{verb}(MISSING)")
        else:
            if verb == "v":
                flags.as_written, flags.sharp, flags.plus = flags.sharp, False, False
            self._pieces.append(printed(self._arguments[self._next], verb, flags))
            self._next += 1

    def _read_flags(self, flags: _Flags) -> None:
        while self._at < len(self._form):
            match self._form[self._at]:
                case "+":
                    flags.plus = True
                case "-":
                    flags.minus = True
                case "#":
                    flags.sharp = True
                case " ":
                    flags.space = True
                case "0":
                    flags.zero = True
                case _:
                    return
            self._at += 1

    def _index(self) -> bool:
        """`[2]`: which argument is next."""
        if not self._form.startswith("[", self._at):
            return False
        self._reordered = True
        closing = self._form.find("]", self._at)
        if closing < 0:
            self._is_good = False
            self._at += 1
            return False
        found = _INDEX.fullmatch(self._form, self._at, closing + 1)
        self._at = closing + 1
        number = int(found[1]) if found is not None and len(found[1]) < len(str(MOST)) else 0
        if 0 < number <= len(self._arguments):
            self._next = number - 1
            return True
        self._is_good = False
        return found is not None

    def _width(self, flags: _Flags, *, indexed: bool) -> bool:
        if self._form.startswith("*", self._at):
            self._at += 1
            width = self._from_argument()
            if width is None:
                self._pieces.append("%!(BADWIDTH)")
            elif width < 0:
                width, flags.minus, flags.zero = -width, True, False
            flags.width = width
            return False
        flags.width = self._number()
        if indexed and flags.width is not None:
            self._is_good = False
        return indexed

    def _precision(self, flags: _Flags, *, indexed: bool) -> bool:
        if indexed:
            self._is_good = False
        indexed = self._index()
        if self._form.startswith("*", self._at):
            self._at += 1
            precision = self._from_argument()
            if precision is None:
                self._pieces.append("%!(BADPREC)")
            elif precision < 0:
                self._pieces.append("%!(BADPREC)")
                precision = None
            flags.precision = precision
            return False
        flags.precision = self._number() or 0
        return indexed

    def _number(self) -> int | None:
        found = _DIGITS.match(self._form, self._at)
        if found is None:
            return None
        before = found[0][:-1]  # Go looks before it takes the last digit
        if len(before) > len(str(MOST)) or int(before or 0) > MOST:
            self._at = len(self._form)
            return None
        self._at = found.end()
        return int(found[0])

    def _from_argument(self) -> int | None:
        """The width or the precision that `*` stands for."""
        if self._next >= len(self._arguments):
            return None
        value = self._arguments[self._next]
        self._next += 1
        return value if isinstance(value, int) and -MOST <= value <= MOST else None


def printed(value: float | str, verb: str, flags: _Flags) -> str:
    """One argument by its verb."""
    if verb == "T":
        return _padded(_cut(_type(value), flags), flags)
    text: str | None
    match value:
        case int():
            text = _integer(value, verb, flags)
        case float():
            text = _fraction(value, verb, flags)
        case _:
            text = _string(value, verb, flags)
    return f"%!{verb}({_type(value)}={printed(value, 'v', flags)})" if text is None else text


def _shown(value: float | str) -> str:
    return printed(value, "v", _Flags())


def _type(value: float | str) -> str:
    match value:
        case int():
            return "int64"
        case float():
            return "float64"
        case _:
            return "string"


def _integer(value: int, verb: str, flags: _Flags) -> str | None:
    match verb:
        case "c":
            return _padded(character(value), flags)
        case "q":
            return _padded(quoted_character(value, ascii_only=flags.plus), flags)
        case "U":
            code = value % (1 << 64)
            text = f"U+{code:0{max(4, flags.precision or 4)}X}"
            if flags.sharp and code < 0x110000 and chr(code).isprintable():
                text += f" '{chr(code)}'"
            return _padded(text, flags, zero=False)
        case _ if verb in _BASES:
            return _whole(value, verb, flags)
        case _:
            return None


def _whole(value: int, verb: str, flags: _Flags) -> str:
    digits = format(abs(value), _BASES[verb])
    sign = "-" if value < 0 else "+" if flags.plus else " " if flags.space else ""
    if flags.precision is not None:
        if flags.precision == 0 and value == 0:
            return _padded("", flags, zero=False)
        digits = digits.rjust(flags.precision, "0")
    elif flags.zero and not flags.minus and flags.width is not None:
        digits = digits.rjust(flags.width - len(sign), "0")
    if flags.sharp:
        match verb:
            case "b":
                digits = f"0b{digits}"
            case "o" if not digits.startswith("0"):
                digits = f"0{digits}"
            case "x" | "X":
                digits = f"0x{digits}"
            case _:
                pass
    if verb == "O":
        digits = f"0o{digits}"
    text = f"{sign}{digits}"
    return _padded(text.upper() if verb == "X" else text, flags, zero=False)


def _fraction(value: float, verb: str, flags: _Flags) -> str | None:
    if verb not in "vgGeEfFbxX":
        return None
    precision = flags.precision
    if verb in "xX" and (flags.sharp or precision is not None):
        raise ValueError(f"a number with a fraction is not written by `%#{verb}` or `%.2{verb}`")
    number = abs(value)
    match verb:
        case "b":
            mantissa, exponent = math.frexp(number)
            text = f"{int(mantissa * 2**53)}p{exponent - 53:+d}"
        case "x" | "X":
            text = _hexadecimal(number)
        case "e" | "E" | "f" | "F":
            text = f"{number:.{6 if precision is None else precision}{verb.lower()}}"
        case _:
            text = shortest(number) if precision is None else f"{number:.{precision or 1}g}"
    if flags.sharp and verb != "b":
        text = _with_point(text, (6 if precision is None else precision) if verb in "vgG" else 0)
    text = text.upper() if verb in "EGX" else text
    sign = "-" if math.copysign(1, value) < 0 else "+" if flags.plus else " " if flags.space else ""
    width = flags.width
    if flags.zero and not flags.minus and width is not None and (sign in {"-", "+"} or not sign):
        return f"{sign}{text.rjust(width - len(sign), '0')}"
    return _padded(f"{sign}{text}", flags)


def _with_point(text: str, digits: int) -> str:
    """`#`: a point in any case, and zeros up to so many digits that count."""
    mantissa, mark, exponent = text.partition("e")
    count = len(mantissa.replace(".", "").lstrip("0")) or int(mantissa == "0")
    if "." not in mantissa:
        mantissa += "."
    return f"{mantissa}{'0' * (digits - count)}{mark}{exponent}"


def _hexadecimal(number: float) -> str:
    mantissa, _, exponent = number.hex().partition("p")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    raised = int(exponent)
    return (
        f"{whole}{'.' if fraction else ''}{fraction}p{'-' if raised < 0 else '+'}{abs(raised):02d}"
    )


def _string(value: str, verb: str, flags: _Flags) -> str | None:
    match verb:
        case "v" if flags.as_written:
            return _padded(quoted(_cut(value, flags)), flags)
        case "v" | "s":
            return _padded(_cut(value, flags), flags)
        case "q":
            text = _cut(value, flags)
            if flags.sharp and not any(
                one in "`\x7f\ufeff" or (ord(one) < 0x20 and one != "\t") for one in text
            ):
                return _padded(f"`{text}`", flags)
            return _padded(quoted(text, ascii_only=flags.plus), flags)
        case "x" | "X":
            content = value.encode()[: flags.precision]
            between = " " if flags.space else ""
            parts = [f"{one:02x}" for one in content]
            if flags.sharp and parts:
                parts = [f"0x{one}" for one in parts] if flags.space else ["0x", *parts]
            text = between.join(parts)
            return _padded(text.upper() if verb == "X" else text, flags)
        case _:
            return None


def _cut(text: str, flags: _Flags) -> str:
    return text if flags.precision is None else text[: flags.precision]


def _padded(text: str, flags: _Flags, *, zero: bool = True) -> str:
    if flags.width is None:
        return text
    if flags.minus:
        return text.ljust(flags.width)
    return text.rjust(flags.width, "0" if zero and flags.zero else " ")

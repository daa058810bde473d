"""OPA's function of numbers, where regorus has other results: what OPA 1.22 gives."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

_DIGITS = "[0-9](?:_?[0-9])*"
_HEX = "[0-9a-fA-F](?:_?[0-9a-fA-F])*"
_WHOLE = re.compile(rf"[+-]?{_DIGITS}")
_DECIMAL = re.compile(rf"[+-]?(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?")
_HEXADECIMAL = re.compile(rf"[+-]?0[xX]_?(?:{_HEX}\.?(?:{_HEX})?|\.{_HEX})[pP][+-]?{_DIGITS}")

LONGEST = 1000
"""Characters: Python reads no whole number of more than some thousand digits."""


def to_number(value: JSON) -> int | float:
    """A text as Go's `ParseFloat` reads it: no blanks around it; `+1`, `.5`, `010` and `0x1p4` are
    numbers, infinity is none.
    """
    match value:
        case None:
            return 0
        case bool() | int() | float():
            return value + 0
        case str() if len(value) <= LONGEST:
            return _number(value)
        case _:
            raise TypeError("a number, a truth value, null or the text of a number is needed")


def _number(text: str) -> int | float:
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
    elif _HEXADECIMAL.fullmatch(text):
        number = float.fromhex(text.replace("_", ""))
    else:
        raise ValueError("the text is no number")
    if math.isinf(number):
        raise ValueError("the number is too large")
    # As regorus reads what is written so in a rule.
    return int(number) if number.is_integer() and abs(number) < 2**53 else number

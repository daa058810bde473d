"""CEL's strings extension for cel-python, which has none.

Semantics: github.com/google/cel-spec, doc/extensions/strings. Positions count characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from celpy.celtypes import IntType, ListType, StringType

if TYPE_CHECKING:
    from collections.abc import Callable

_TO_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# Unicode's White_Space; Python strips the separators U+001C to U+001F too.
_WHITE_SPACE = "".join(
    chr(code)
    for code in (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
                 0x202F, 0x205F, 0x3000)
)  # fmt: skip

_TO_UPPER = {lower + 32: lower for lower in _TO_LOWER}


def _text(value: object) -> str:
    if not isinstance(value, StringType):
        raise TypeError(f"a string is needed, not {type(value).__name__}")
    return str(value)


def lower_ascii(text: object) -> StringType:
    return StringType(_text(text).translate(_TO_LOWER))


def upper_ascii(text: object) -> StringType:
    return StringType(_text(text).translate(_TO_UPPER))


def trim(text: object) -> StringType:
    return StringType(_text(text).strip(_WHITE_SPACE))


def split(text: object, separator: object) -> ListType:
    parted = list(_text(text)) if separator == "" else _text(text).split(_text(separator))
    return ListType([StringType(part) for part in parted])


def join(items: object, separator: object = StringType("")) -> StringType:
    if not isinstance(items, ListType):
        raise TypeError(f"a list is needed, not {type(items).__name__}")
    return StringType(_text(separator).join(_text(item) for item in items))


def replace(text: object, old: object, new: object) -> StringType:
    return StringType(_text(text).replace(_text(old), _text(new)))


def index_of(text: object, part: object) -> IntType:
    return IntType(_text(text).find(_text(part)))


def substring(text: object, start: object, end: object = None) -> StringType:
    whole = _text(text)
    first = _position(start)
    last = len(whole) if end is None else _position(end)
    if not 0 <= first <= last <= len(whole):
        raise ValueError("the range lies outside of the string")
    return StringType(whole[first:last])


def _position(value: object) -> int:
    if not isinstance(value, IntType):
        raise TypeError(f"a position is needed, not {type(value).__name__}")
    return int(value)


FUNCTIONS: dict[str, Callable[..., object]] = {
    "indexOf": index_of,
    "join": join,
    "lowerAscii": lower_ascii,
    "replace": replace,
    "split": split,
    "substring": substring,
    "trim": trim,
    "upperAscii": upper_ascii,
}

"""Which calls Go and Packer refuse by their arguments alone.

Arguments that only a plugin can evaluate do not get here. As `text/template` of the Go that Packer
1.16 is built with, and `template/interpolate` of packer-plugin-sdk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.template.legacy.functions import Argument, FunctionError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY_NUMBER = 1 << 30

_TEXTS: dict[str, tuple[int, int]] = {
    "aws_secretsmanager": (1, 2),
    "aws_secretsmanager_raw": (1, 1),
    "build_name": (0, 0),
    "build_type": (0, 0),
    "consul_key": (1, 1),
    "isotime": (0, 1),
    "packer_version": (0, 0),
    "pwd": (0, 0),
    "strftime": (1, 1),
    "template_dir": (0, 0),
    "timestamp": (0, 0),
    "uuid": (0, 0),
    "vault": (2, 2),
}
"""Packer's functions with nothing but texts: how many at least, and at most."""

_OF_GO: dict[str, tuple[int, int]] = {
    "and": (1, _ANY_NUMBER),
    "call": (1, _ANY_NUMBER),
    "eq": (2, _ANY_NUMBER),
    "ge": (2, 2),
    "gt": (2, 2),
    "index": (1, _ANY_NUMBER),
    "le": (2, 2),
    "len": (1, 1),
    "lt": (2, 2),
    "ne": (2, 2),
    "not": (1, 1),
    "or": (1, _ANY_NUMBER),
    "printf": (1, _ANY_NUMBER),
    "slice": (1, 3),
}
_COMPARISONS = frozenset({"eq", "ge", "gt", "le", "lt", "ne"})


def check_call(name: str, arguments: Sequence[Argument]) -> None:
    """Raises FunctionError for what is refused whatever the values that are not known yet."""
    bounds = _TEXTS.get(name) or _OF_GO.get(name)
    if bounds is None:
        return
    least, most = bounds
    count = len(arguments)
    if count < least or count > most:
        raise FunctionError(f"the function {name} takes {_expected(least, most)}, not {count}")
    if name in _TEXTS:
        _all_texts(name, arguments)
    elif name in _COMPARISONS:
        # `eq` stops at the first that is equal, so that only the first of the others is sure.
        if (arguments[0].text is None) != (arguments[1].text is None):
            raise FunctionError(f"the function {name} cannot compare a text with a number")
    elif name == "call":
        raise FunctionError("the function call needs a function, and Packer gives it none")
    elif name == "printf":
        _all_texts(name, arguments[:1])
    elif name in ("index", "len", "slice"):
        _of_a_text(name, arguments)


def _expected(least: int, most: int) -> str:
    if most == 0:
        return "no arguments"
    s = "" if least == 1 else "s"
    if most == _ANY_NUMBER:
        return f"at least {least} argument{s}"
    return f"{least} argument{s}" if least == most else f"{least} to {most} arguments"


def _all_texts(name: str, arguments: Sequence[Argument]) -> None:
    if any(argument.text is None for argument in arguments):
        raise FunctionError(f"the function {name} needs a text here, not a number")


def _of_a_text(name: str, arguments: Sequence[Argument]) -> None:
    """`len`, and the places of a text that `index` and `slice` name."""
    first, places = arguments[0].text, arguments[1:]
    if first is None:
        if name == "index" and not places:
            return
        raise FunctionError(f"the function {name} needs a text here, not a number")
    if name == "index" and len(places) > 1:
        raise FunctionError("the function index finds only a number at a place of a text")
    numbers: list[int] = []
    for place in places:
        if place.number is None:
            raise FunctionError(f"the function {name} needs a whole number here")
        numbers.append(place.number)
    if not isinstance(first.data, str):
        return
    # Go counts bytes.
    length = len(first.data.encode("utf-8", "surrogatepass"))
    end = length if name == "index" else length + 1
    if any(not 0 <= number < end for number in numbers) or numbers != sorted(numbers):
        raise FunctionError(f"the function {name} names a place that the text does not have")

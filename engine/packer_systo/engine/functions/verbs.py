"""Reading a format string: `%[flags][width][.precision][[argument]]letter`.

The grammar is that of go-cty's `format` (cty/function/stdlib, `format_fsm.rl`): narrower than Go's
own, with the argument's index after width and precision, and no `*`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.functions.models import FunctionError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERB = re.compile(
    r"%(?P<flags>[0#+ -]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?"
    r"(?:\[(?P<index>[1-9][0-9]*)\])?(?P<mode>[A-Za-z])"
)
_LARGEST = 1 << 40


class Verb(msgspec.Struct, frozen=True, gc=False):
    """One verb. `index` counts the arguments from 0; `width` and `precision` are None if not given.

    `place` is the offset of its percent sign, for messages.
    """

    place: int
    mode: str
    index: int
    zero: bool = False
    sharp: bool = False
    plus: bool = False
    minus: bool = False
    space: bool = False
    width: int | None = None
    precision: int | None = None


def read(text: str) -> Iterator[str | Verb]:
    """The literal pieces and verbs of a format string in order; FunctionError where it is wrong."""
    at, following = 0, 0
    while True:
        percent = text.find("%", at)
        if percent < 0:
            yield text[at:]
            return
        yield text[at:percent]
        if text.startswith("%%", percent):
            yield "%"
            at = percent + 2
            continue
        match = _VERB.match(text, percent)
        if match is None:
            raise FunctionError(f"the verb at offset {percent} of the format is not complete", 0)
        at = match.end()
        index = _number(match["index"])
        flags = match["flags"]
        verb = Verb(
            percent,
            match["mode"],
            following if index is None else index - 1,
            zero="0" in flags,
            sharp="#" in flags,
            plus="+" in flags,
            minus="-" in flags,
            space=" " in flags,
            width=_number(match["width"]),
            precision=_number(match["precision"]),
        )
        following = verb.index + 1
        yield verb


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    # More digits than this say nothing more than that the number is too large.
    return min(int(text[:13] or "0"), _LARGEST)

"""Where the parts of a text are written that was put together: each in its own string."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.values.value import Origin

_MOST_PARTS = 1_000
_OPENING = frozenset("$%{")


class WrittenPart(msgspec.Struct, frozen=True, gc=False):
    """A part of a text, and the place of the expression in which it is written.

    `follows` and `leads`: it stands there right after, and right before, another expression.
    """

    span: Span
    text: str
    follows: bool = False
    leads: bool = False

    def stretches(self) -> list[tuple[int, int]]:
        """Where the text stands within the place, as offsets into its file; empty where it does not.

        Between expressions it is told from the same letters elsewhere in the string by them.
        """
        source, size = self.span.source.text, len(self.text)
        found: list[tuple[int, int]] = []
        at = source.find(self.text, self.span.start, self.span.end)
        while at >= 0 and size:
            found.append((at, at + size))
            at = source.find(self.text, at + size, self.span.end)
        beside = [one for one in found if not self.follows or source[one[0] - 1] == "}"]
        beside = [
            one for one in beside if not self.leads or source[one[1] : one[1] + 1] in _OPENING
        ]
        return beside or found


def written_parts(origin: Origin | None, text: str, start: int) -> list[WrittenPart]:
    """The parts of `text`, which begins at `start` in the text that is from `origin`.

    What no file holds is left out. What a function made is one part, at each place it is made of.
    """
    found: list[WrittenPart] = []
    pending = [(origin, text, start)] if origin is not None else []
    looked_at = 0
    while pending and looked_at < _MOST_PARTS:
        looked_at += 1
        one, part, begin = pending.pop()
        if one.pieces is not None:
            pending.extend(_divided(one, part, begin, found))
        elif one.parents:
            pending.extend((parent, part, begin) for parent in one.parents)
        elif one.span is not None:
            found.append(WrittenPart(one.span, part))
    return found


def _divided(
    origin: Origin, text: str, start: int, found: list[WrittenPart]
) -> list[tuple[Origin, str, int]]:
    """Adds what is written in the string itself; gives what its pieces have of the text."""
    pieces, end, at = origin.pieces or (), start + len(text), start
    inner: list[tuple[Origin, str, int]] = []
    first = bisect_right(pieces, start, key=lambda one: one.end)
    follows = first > 0 and pieces[first - 1].end == start
    for number in range(first, len(pieces) + 1):
        piece = pieces[number] if number < len(pieces) else None
        until = end if piece is None else min(piece.start, end)
        if until > at and origin.span is not None:
            leads = piece is not None and piece.start == until
            found.append(WrittenPart(origin.span, text[at - start : until - start], follows, leads))
        if piece is None or piece.start >= end:
            break
        at, last = max(piece.start, start), min(piece.end, end)
        # Of a piece from nowhere it is the string itself that has it, whatever is written there.
        from_there = piece.origin or Origin(origin.span)
        inner.append((from_there, text[at - start : last - start], at - piece.start))
        at, follows = last, True
    return inner

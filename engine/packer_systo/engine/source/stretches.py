"""Stretches of a text, as pairs of offsets: many, and asked for often."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches in order, those that overlap or touch joined to one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def inside(stretches: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """What of joined stretches lies between two offsets."""
    found: list[tuple[int, int]] = []
    for at in range(bisect_right(stretches, start, key=_end), len(stretches)):
        first, last = stretches[at]
        if max(first, start) >= end:
            break
        found.append((max(first, start), min(last, end)))
    return found


def _end(stretch: tuple[int, int]) -> int:
    return stretch[1]

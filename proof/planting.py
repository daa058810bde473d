"""Plant mistakes whose places are known into valid texts, and count which of them are told.

A kind of mistake offers sites: a stretch of the text, what to put in its place, and for each mistake
that this makes the lines at which a person would look for it, mostly one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence


class Lines(msgspec.Struct, frozen=True, order=True):
    """From a line to another one; counted from the first line of a site, or of a text from 1."""

    first: int
    last: int


class Site(msgspec.Struct, frozen=True):
    """Putting `put` in place of `start`..`end` makes the mistakes of `told`."""

    kind: str
    start: int
    end: int
    put: str
    told: tuple[Lines, ...]

    @property
    def open(self) -> bool:
        """Does it leave a bracket open, so that all after it may be read as within it?"""
        return any(lines.first != lines.last for lines in self.told) and "comma" not in self.kind


class Planted(msgspec.Struct, frozen=True):
    """A text with mistakes in it: where each is to be told, with its kind."""

    text: str
    expected: tuple[tuple[Lines, str], ...]


class Counted(msgspec.Struct):
    """What was told of the mistakes of several texts."""

    planted: int = 0
    found: int = 0
    told: int = 0
    missed: dict[str, int] = {}
    extra: dict[str, int] = {}

    def add(self, planted: Planted, told: Iterable[tuple[int, ...]]) -> bool:
        """Count a text. `told` has the line of each mistake that was told, and those that it names.

        Whether all is as it should be.
        """
        open_ = sorted(planted.expected, key=lambda each: (each[0].last, each[0].first))
        kinds = sorted({kind for _, kind in open_})
        wrong = 0
        for named in sorted(told):
            self.told += 1
            for number, (lines, _) in enumerate(open_):
                if any(lines.first <= line <= lines.last for line in named):
                    self.found += 1
                    del open_[number]
                    break
            else:
                wrong += 1
                for kind in kinds:
                    self.extra[kind] = self.extra.get(kind, 0) + 1
        for _, kind in open_:
            self.missed[kind] = self.missed.get(kind, 0) + 1
        self.planted += len(planted.expected)
        return not open_ and not wrong


def same(line: int = 0, times: int = 1) -> tuple[Lines, ...]:
    """So many mistakes at one line of a site."""
    return (Lines(line, line),) * times


def plant(
    draw: random.Random, text: str, sites: Sequence[Site], count: int, *, mixed: bool = False
) -> Planted:
    """Put up to `count` of the sites into the text, all kinds alike often, no two on one line.

    Of those that leave something open, only the last of a text is taken, unless `mixed`.
    """
    by_kind: dict[str, list[Site]] = {}
    for site in sites:
        by_kind.setdefault(site.kind, []).append(site)
    kinds = sorted(by_kind)
    taken: list[tuple[int, int]] = []
    chosen: list[Site] = []
    for _ in range(count * 4):
        if len(chosen) == count or not kinds:
            break
        site = draw.choice(by_kind[draw.choice(kinds)])
        first = text.count("\n", 0, site.start)
        last = max(text.count("\n", 0, site.end), first + max(each.last for each in site.told))
        if any(first <= end and begin <= last for begin, end in taken):
            continue
        taken.append((first, last))
        chosen.append(site)
    if not mixed:
        latest = max(chosen, key=lambda site: site.start, default=None)
        chosen = [site for site in chosen if site is latest or not site.open]
    chosen.sort(key=lambda site: site.start)
    pieces: list[str] = []
    expected: list[tuple[Lines, str]] = []
    added: list[tuple[int, int]] = []
    position = 0
    for site in chosen:
        first = text.count("\n", 0, site.start)
        for lines in site.told:
            above = sum(count for line, count in added if line <= first + min(lines.first, 0))
            so_far = sum(count for _, count in added)
            begin = first + lines.first + (above if lines.first < 0 else so_far)
            expected.append((Lines(begin + 1, first + lines.last + so_far + 1), site.kind))
        pieces += [text[position : site.start], site.put]
        added.append((first, site.put.count("\n") - text.count("\n", site.start, site.end)))
        position = site.end
    pieces.append(text[position:])
    return Planted("".join(pieces), tuple(expected))

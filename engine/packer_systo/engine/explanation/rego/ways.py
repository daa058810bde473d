"""Which of the ways through a clause is told: the one that gets furthest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from packer_systo.engine.template.sourcemap import Path


class Row(msgspec.Struct):
    """A way in which the first statements of a clause hold together.

    Of `deny` the elements of the place and the place as a whole, each a list of none or one; of an
    `every` the key of its element; else what tells that another value than the wanted one is made.
    """

    place: list[list[JSON]] = []
    whole: list[JSON] = []
    each: list[JSON] = []
    differs: list[list[int]] = []


class Way(msgspec.Struct, frozen=True):
    """`upto` is the number of the last statement that holds, -1 where none does; `row` which of the
    ways up to there it is, and `ways` how many there are.
    """

    upto: int
    row: int
    ways: int


def furthest(rows: Sequence[Sequence[Row]], fits: Callable[[Row], bool]) -> Way:
    """Of the ways that fit the first of those that get furthest; `rows` of each statement."""
    chosen = Way(-1, 0, 1)
    for upto, ways in enumerate(rows):
        fitting = [number for number, row in enumerate(ways) if fits(row)]
        if not fitting:
            break
        chosen = Way(upto, fitting[0], len(fitting))
    return chosen


def is_wanted(row: Row) -> bool:
    return not any(row.differs)


def fits_place(row: Row, subject: Path) -> bool:
    """Whether what is known of the denied place does not speak against the subject."""
    place: list[JSON | msgspec.UnsetType] = [
        item[0] if item else msgspec.UNSET for item in row.place
    ]
    if row.whole and isinstance(row.whole[0], list):
        place = [*row.whole[0]]
    return all(
        found is msgspec.UNSET or found == wanted
        for found, wanted in zip(place, subject, strict=False)
    )


def of_every(rows: Sequence[Sequence[Row]]) -> tuple[bool, Way]:
    """Whether an `every` holds, and the way of the first element that it does not hold for; where
    it holds for all, that of the first element.
    """
    last = [row.each for row in rows[-1]]
    failing = next((row.each for row in rows[0] if row.each not in last), None)
    if failing is None:
        return True, furthest(rows, lambda _: True)
    return False, furthest(rows, lambda row: row.each == failing)

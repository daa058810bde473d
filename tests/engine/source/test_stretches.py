from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.source.stretches import inside, joined

stretches = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def covered(pairs: list[tuple[int, int]]) -> set[int]:
    return {offset for start, end in pairs for offset in range(start, end)}


@given(stretches)
def test_joined_stretches_cover_the_same_and_are_apart(pairs: list[tuple[int, int]]) -> None:
    found = joined(pairs)
    assert covered(found) == covered(pairs)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))


@given(stretches, st.integers(0, 30), st.integers(0, 30))
def test_inside_is_what_lies_between(pairs: list[tuple[int, int]], start: int, end: int) -> None:
    start, end = min(start, end), max(start, end)
    found = inside(joined(pairs), start, end)
    assert covered(found) == covered(pairs) & set(range(start, end))
    assert all(start <= first < last <= end for first, last in found)

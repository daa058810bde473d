"""Counts of several teams, merged: in any order, any number of times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.feedback.counting import counts_of, groups_of, merged
from packer_systo.engine.feedback.models import Correction, Group, Snapshot

rules = st.sampled_from(["a/x", "a/y", "b/z"])
numbers = st.integers(min_value=0, max_value=5)
groups = st.builds(
    Group,
    rule=rules,
    bundle_version=st.just("1.0.0"),
    code=st.sampled_from(["0" * 16, "1" * 16]),
    facts=st.sampled_from([(), ("format=json",)]),
    correct=numbers,
    false_positive=numbers,
)
snapshots = st.builds(Snapshot, sequence=numbers, groups=st.lists(groups, max_size=3).map(tuple))
origins = st.dictionaries(st.sampled_from(["a" * 16, "b" * 16, "c" * 16]), snapshots, max_size=3)


@given(one=origins, other=origins)
def test_merging_is_commutative(one: dict[str, Snapshot], other: dict[str, Snapshot]) -> None:
    assert merged(one, other) == merged(other, one)


@given(one=origins, two=origins, three=origins)
def test_merging_is_associative(
    one: dict[str, Snapshot], two: dict[str, Snapshot], three: dict[str, Snapshot]
) -> None:
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(one=origins, other=origins)
def test_merging_again_changes_nothing(
    one: dict[str, Snapshot], other: dict[str, Snapshot]
) -> None:
    both = merged(one, other)
    assert merged(both, other) == both
    assert merged(both, one) == both
    assert counts_of(merged(both, both)) == counts_of(both)


@given(st.lists(st.tuples(rules, st.sampled_from(["correct", "false-positive"])), max_size=20))
def test_every_correction_is_counted_once(said: list[tuple[str, str]]) -> None:
    corrections = [
        Correction(rule, "1.0.0", "0" * 16, verdict, f"{number:016x}", (), "2027-01-15")  # type: ignore[arg-type]  # one of the two words
        for number, (rule, verdict) in enumerate(said)
    ]
    counted = groups_of(corrections)
    assert sum(group.correct + group.false_positive for group in counted) == len(said)
    assert groups_of(reversed(corrections)) == counted

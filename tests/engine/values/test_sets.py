from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluating import made, missing, plain
from packer_systo.engine.values.constructors import (
    boolean,
    list_value,
    null,
    number,
    string,
)
from packer_systo.engine.values.equality import equal
from packer_systo.engine.values.sets import identity, ordered_set
from packer_systo.engine.values.types import STRING


def test_strings_are_in_the_order_of_their_bytes() -> None:
    values = [string(text) for text in ("é", "z", "Z", "a", "🎉", "\uffff", "a")]
    assert [plain(one) for one in ordered_set(values)] == ["Z", "a", "z", "é", "\uffff", "🎉"]


def test_numbers_ascend() -> None:
    values = [number(one) for one in (10, 9, Fraction(3, 2), -1, 9)]
    assert [plain(one) for one in ordered_set(values)] == [-1, Fraction(3, 2), 9, 10]


def test_false_is_before_true() -> None:
    assert [plain(one) for one in ordered_set([boolean(True), boolean(False)])] == [False, True]


def test_unknown_elements_are_kept_apart_and_null_once() -> None:
    elements = ordered_set([null(STRING), missing("x", STRING), string("b"), null(STRING)])
    assert [one.data for one in (elements[0], elements[-1])] == ["b", None]
    assert len(elements) == 3


def test_collections_that_are_equal_are_one_element() -> None:
    one = list_value([string('a"b'), string("c")])
    other = list_value([string("a"), string('"b";"c')])
    assert len(ordered_set([one, other, one])) == 2


plain_data = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text('ab"\\;:~?<>[]', max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab;", max_size=2), inner),
    max_leaves=6,
)


@given(plain_data, plain_data)
def test_identity_is_equality_for_values_of_one_type(one: object, other: object) -> None:
    a, b = made(one), made(other)
    if a.type == b.type:
        assert (identity(a) == identity(b)) == (equal(a, b) is True)


@given(st.lists(st.text(max_size=3)))
def test_the_order_of_what_goes_in_does_not_matter(texts: list[str]) -> None:
    forward = ordered_set([string(text) for text in texts])
    backward = ordered_set([string(text) for text in reversed(texts)])
    assert [one.data for one in forward] == [one.data for one in backward]

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from packer_systo.engine.values.unify import convertible, replace_any, unify, without_optional


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([], None),
        ([STRING], STRING),
        ([NUMBER, STRING, BOOL], STRING),
        ([NUMBER, BOOL], None),
        ([ANY, NUMBER], NUMBER),
        ([ANY, ANY], ANY),
        ([list_of(NUMBER), list_of(STRING)], list_of(STRING)),
        ([list_of(NUMBER), tuple_of(STRING)], list_of(STRING)),
        ([set_of(STRING), list_of(STRING)], list_of(STRING)),
        ([tuple_of(STRING), tuple_of(NUMBER)], tuple_of(STRING)),
        ([tuple_of(STRING), tuple_of()], list_of(STRING)),
        ([tuple_of(STRING), object_of({})], None),
        ([object_of({"a": NUMBER}), object_of({"a": STRING})], object_of({"a": STRING})),
        ([object_of({"a": NUMBER}), object_of({"b": STRING})], map_of(STRING)),
        ([object_of({"a": NUMBER}), map_of(STRING)], map_of(STRING)),
        ([object_of({"a": NUMBER}), object_of({"b": list_of(STRING)})], None),
        ([ANY, list_of(STRING)], ANY),
        ([STRING, list_of(STRING)], None),
    ],
)
def test_the_common_type(types: list[Type], expected: Type | None) -> None:
    assert unify(types, unsafe=True) == expected


def test_safe_unification_has_no_conversion_that_could_fail() -> None:
    assert unify([ANY, STRING]) == ANY
    assert unify([set_of(STRING), list_of(STRING)]) == list_of(STRING)
    assert unify([NUMBER, STRING]) == STRING


@pytest.mark.parametrize(
    ("source", "want", "possible"),
    [
        (STRING, NUMBER, True),
        (NUMBER, BOOL, False),
        (list_of(STRING), set_of(NUMBER), True),
        (list_of(STRING), map_of(STRING), False),
        (tuple_of(STRING, NUMBER), list_of(ANY), True),
        (tuple_of(STRING, list_of(STRING)), list_of(ANY), False),
        (tuple_of(STRING), tuple_of(STRING, STRING), False),
        (object_of({"a": STRING}), object_of({"b": STRING}), False),
        (object_of({"a": STRING}), object_of({"b": STRING}, frozenset({"b"})), True),
        (map_of(STRING), object_of({"a": list_of(STRING)}), False),
        (map_of(STRING), object_of({"a": list_of(STRING)}, frozenset({"a"})), True),
        (STRING, list_of(STRING), False),
        (ANY, list_of(STRING), True),
    ],
)
def test_what_converts(source: Type, want: Type, possible: bool) -> None:
    assert convertible(source, want) is possible


def test_many_different_types_are_refused_quickly() -> None:
    types = [list_of(object_of({f"a{at}": STRING})) for at in range(2000)]
    types += [object_of({f"b{at}": STRING}) for at in range(2000)]
    started = time.process_time()
    assert unify(types) is None
    assert time.process_time() - started < 5


def test_optional_attributes_are_a_matter_of_constraints_only() -> None:
    type = list_of(object_of({"a": STRING}, frozenset({"a"})))
    assert without_optional(type) == list_of(object_of({"a": STRING}))


def test_what_a_type_leaves_open_comes_from_the_source() -> None:
    assert replace_any(list_of(NUMBER), set_of(ANY)) == set_of(NUMBER)
    assert replace_any(tuple_of(NUMBER, STRING), list_of(ANY)) == list_of(STRING)
    assert replace_any(object_of({"a": NUMBER}), map_of(ANY)) == map_of(NUMBER)
    assert replace_any(map_of(NUMBER), object_of({"a": ANY})) == object_of({"a": NUMBER})
    assert replace_any(ANY, list_of(ANY)) == list_of(ANY)


types = st.recursive(
    st.sampled_from([STRING, NUMBER, BOOL, ANY]),
    lambda inner: (
        st.builds(list_of, inner)
        | st.builds(set_of, inner)
        | st.builds(map_of, inner)
        | st.lists(inner, max_size=3).map(lambda found: tuple_of(*found))
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(object_of)
    ),
    max_leaves=5,
)


@given(st.lists(types, min_size=1, max_size=4))
def test_every_type_converts_to_the_common_one(found: list[Type]) -> None:
    common = unify(found, unsafe=True)
    if common is not None:
        assert all(convertible(one, common) for one in found)


@given(types)
def test_a_type_unifies_with_itself_and_converts_to_itself(type: Type) -> None:
    assert unify([type, type]) == type
    assert convertible(type, type, unsafe=False)

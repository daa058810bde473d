from __future__ import annotations

import pytest

from evaluating import SECRET, hidden, made, missing
from packer_systo.engine.values.constructors import (
    list_value,
    null,
    set_value,
    string,
    string_from_parts,
)
from packer_systo.engine.values.equality import equal, is_known, known_text, wholly_known
from packer_systo.engine.values.types import NUMBER, STRING, list_of
from packer_systo.engine.values.value import (
    PartialString,
    SecretText,
    Unknown,
    UnknownReason,
    Value,
)

PART = Unknown((UnknownReason("var.x", "variable without a value"),))


def partial(*parts: str | Unknown | SecretText) -> Value:
    return string_from_parts(parts)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1, "1", False),
        (True, 1, False),
        ("a", "a", True),
        (None, None, True),
        (None, "a", False),
        ([1, "a"], [1, "a"], True),
        ([1], [1, 2], False),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": 1}, {"b": 1}, False),
    ],
)
def test_known_values(one: object, other: object, expected: bool) -> None:
    assert equal(made(one), made(other)) is expected
    assert equal(made(other), made(one)) is expected


def test_null_equals_null_of_any_type() -> None:
    assert equal(null(STRING), null(list_of(NUMBER))) is True


def test_an_unknown_value_may_be_null_or_anything_of_its_type() -> None:
    unknown = missing("var.x", STRING)
    assert equal(unknown, made("a")) is None
    assert equal(unknown, null()) is None
    assert equal(unknown, made(1)) is False
    assert equal(unknown, missing("var.y", NUMBER)) is None
    assert equal(missing("var.x"), made(1)) is None


def test_a_list_and_a_tuple_are_not_equal() -> None:
    assert equal(list_value([string("a")]), made(["a"])) is False


def test_the_known_ends_of_a_text_decide() -> None:
    assert equal(partial("http://", PART), made("sha256:0")) is False
    assert equal(partial(PART, ".iso"), made("disk.img")) is False
    assert equal(partial("http://", PART), made("http://x")) is None
    assert equal(partial("x", PART), null()) is False


def test_the_character_beside_an_unknown_part_does_not_decide() -> None:
    # `e` and a combining accent from the unknown part would be one character.
    assert equal(partial("caf", "e", PART), made("café!")) is None


def test_secret_parts_are_known() -> None:
    value = partial("a", SecretText("b", SECRET))
    assert is_known(value)
    assert equal(value, made("ab")) is True
    assert isinstance(value.data, PartialString)
    assert known_text(value.data) == "ab"


def test_sets_with_unknown_elements_are_undecided() -> None:
    known = set_value([string("a")])
    assert equal(known, set_value([string("a")])) is True
    assert equal(known, set_value([missing("var.x", STRING)])) is None


def test_wholly_known_looks_inside() -> None:
    assert wholly_known(made({"a": [1, "b"]}))
    assert not wholly_known(list_value([partial("a", PART)]))
    assert not wholly_known(missing("var.x"))
    assert wholly_known(hidden())

from __future__ import annotations

import pytest

from evaluating import HIDDEN, SECRET, hidden, made, missing, plain
from packer_systo.engine.values.constructors import (
    list_value,
    map_value,
    null,
    set_value,
    string,
    string_from_parts,
)
from packer_systo.engine.values.convert import ConversionError, convert
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
from packer_systo.engine.values.value import Origin, SecretText, Unknown, UnknownReason, Value

REASON = UnknownReason("var.x", "variable without a value")


@pytest.mark.parametrize(
    ("data", "want", "expected"),
    [
        ("40960", NUMBER, 40960),
        (40960, STRING, "40960"),
        (True, STRING, "true"),
        ("1", BOOL, True),
        ([1, "a"], list_of(STRING), ["1", "a"]),
        (["b", "a", "b"], set_of(STRING), ["a", "b"]),
        ({"a": 1, "b": True}, map_of(STRING), {"a": "1", "b": "true"}),
        ({"a": 1, "extra": 2}, object_of({"a": STRING}), {"a": "1"}),
        ({}, object_of({"a": STRING}, frozenset({"a"})), {"a": None}),
        ([[1], ["a"]], list_of(ANY), [["1"], ["a"]]),
        ([], list_of(NUMBER), []),
        (None, list_of(NUMBER), None),
        ([1, 2], tuple_of(STRING, NUMBER), ["1", 2]),
    ],
)
def test_values_become_the_wanted_type(data: object, want: Type, expected: object) -> None:
    assert plain(convert(made(data), want)) == expected


@pytest.mark.parametrize(
    ("data", "want", "message", "path"),
    [
        ("x", NUMBER, "a number is needed, and this text is not one", ()),
        (["1", "x"], list_of(NUMBER), "a number is needed, and this text is not one", (1,)),
        ({"a": {"b": "x"}}, map_of(map_of(BOOL)), "neither true nor false", ("a", "b")),
        ("True", BOOL, "write true in lower case", ()),
        ([1], NUMBER, "a number is needed, and this is a list", ()),
        ({"a": 1}, list_of(STRING), "a list of string is needed, and this is an object", ()),
        ({"a": 1}, object_of({"b": ANY}), 'the attribute "b" is missing', ()),
        ({"a": []}, object_of({"a": STRING}), 'attribute "a": a string is needed', ()),
        ([1, [2]], list_of(ANY), "all elements of a list need the same type", ()),
        ([1, [2]], list_of(STRING), "element 1: a string is needed, and this is a list", ()),
        ([1], tuple_of(ANY, ANY), "2 elements needed, and this has 1", ()),
        ({"a": 1, "b": []}, map_of(ANY), "all elements of a map need the same type", ()),
        ({}, object_of({"b": ANY, "a": ANY}), 'the attributes "a" and "b" are missing', ()),
        ("1e5000", NUMBER, "too large", ()),
    ],
)
def test_what_does_not_fit_is_said_in_words(
    data: object, want: Type, message: str, path: tuple[str | int, ...]
) -> None:
    with pytest.raises(ConversionError) as caught:
        convert(made(data), want)
    assert message in caught.value.message
    assert caught.value.path == path


def test_messages_never_hold_the_value() -> None:
    for want in (NUMBER, BOOL, list_of(STRING), object_of({"a": STRING})):
        with pytest.raises(ConversionError) as caught:
            convert(hidden(), want)
        assert HIDDEN not in caught.value.message


def test_a_map_may_lack_optional_attributes_of_another_type() -> None:
    want = object_of({"a": STRING, "b": list_of(STRING)}, frozenset({"b"}))
    assert plain(convert(map_value({"a": string("x")}), want)) == {"a": "x", "b": None}
    with pytest.raises(ConversionError, match="a list of string is needed"):
        convert(map_value({"a": string("x"), "b": string("y")}), want)
    with pytest.raises(ConversionError, match='the attribute "a" is missing'):
        convert(map_value({"z": string("x")}), want)


def test_unknown_values_take_the_type() -> None:
    unknown = convert(missing("var.x"), list_of(STRING))
    assert unknown.type == list_of(STRING)
    assert isinstance(unknown.data, Unknown)
    assert convert(missing("x", list_of(NUMBER)), set_of(ANY)).type == set_of(NUMBER)


def test_a_null_without_a_type_takes_the_type() -> None:
    assert convert(null(), STRING) == null(STRING)


def test_a_text_that_is_partly_unknown_is_an_unknown_number() -> None:
    number = convert(string_from_parts(["1", Unknown((REASON,))]), NUMBER)
    assert number.data == Unknown((REASON,))
    assert convert(string_from_parts(["1", Unknown((REASON,))]), BOOL).data == Unknown((REASON,))


def test_secrets_stay_secret() -> None:
    assert convert(hidden("5"), NUMBER) == Value(NUMBER, 5, SECRET)
    assert convert(hidden("true"), BOOL) == Value(BOOL, True, SECRET)
    partly = string_from_parts(["1", SecretText("2", SECRET)])
    assert convert(partly, NUMBER) == Value(NUMBER, 12, SECRET)
    listed = convert(Value(made(["a"]).type, made(["a"]).data, SECRET), list_of(STRING))
    assert listed.secret is SECRET


def test_origins_are_kept() -> None:
    origin = Origin(None, "PKR_VAR_size in the environment")
    assert convert(string("5", origin=origin), NUMBER).origin is origin
    inner = convert(Value(made([1]).type, (string("5", origin=origin),)), list_of(NUMBER))
    assert isinstance(inner.data, tuple)
    assert inner.data[0].origin is origin


def test_a_set_with_unknown_elements_is_an_unknown_list() -> None:
    found = convert(set_value([missing("var.x", STRING), string("a")]), list_of(STRING))
    assert found.type == list_of(STRING)
    assert found.data == Unknown((REASON,))


def test_what_has_the_type_is_returned_as_it_is() -> None:
    value = list_value([string("a")])
    assert convert(value, list_of(STRING)) == value
    assert convert(value, ANY) is value

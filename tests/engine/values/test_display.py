from __future__ import annotations

import pytest

from evaluating import SECRET, hidden, made, missing
from packer_systo.engine.values.constructors import string_from_parts
from packer_systo.engine.values.display import (
    plural,
    string_of,
    type_constraint,
    type_name,
    type_name_with_article,
)
from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Kind,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from packer_systo.engine.values.value import SecretText, Unknown


@pytest.mark.parametrize(
    ("type", "name", "with_article"),
    [
        (STRING, "string", "a string"),
        (ANY, "any type", "any type"),
        (list_of(STRING), "list of string", "a list of string"),
        (map_of(list_of(NUMBER)), "map of list of number", "a map of list of number"),
        (object_of({"a": STRING}), "object", "an object"),
        (tuple_of(STRING), "tuple", "a tuple"),
    ],
)
def test_names_of_types(type: Type, name: str, with_article: str) -> None:
    assert type_name(type) == name
    assert type_name_with_article(type) == with_article


@pytest.mark.parametrize(
    ("type", "written"),
    [
        (set_of(BOOL), "set(bool)"),
        (tuple_of(STRING, ANY), "tuple([string, any])"),
        (
            object_of({"a": STRING, "b c": NUMBER}, frozenset({"a"})),
            'object({a=optional(string), "b c"=number})',
        ),
    ],
)
def test_types_as_a_template_writes_them(type: Type, written: str) -> None:
    assert type_constraint(type) == written


def test_plurals() -> None:
    assert [plural(kind) for kind in (Kind.NUMBER, Kind.BOOL, Kind.LIST)] == [
        "numbers",
        "booleans",
        "lists",
    ]


def test_texts_of_values_hide_what_is_secret_or_unknown() -> None:
    assert string_of(made("a")) == "a"
    assert string_of(made(5)) == "5"
    assert string_of(made(True)) == "true"
    assert string_of(hidden()) == "<secret>"
    assert string_of(missing("var.x", STRING)) == "<unknown>"
    parts: list[str | Unknown | SecretText] = ["a", Unknown(()), SecretText("b", SECRET)]
    assert string_of(string_from_parts(parts)) == "a<unknown><secret>"
    assert string_of(made(None)) is None
    assert string_of(made([1])) is None

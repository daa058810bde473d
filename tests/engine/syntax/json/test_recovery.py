"""What the careful reader says: each mistake once, at its place, and nothing lost after it."""

from __future__ import annotations

import pytest

from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.json.nodes import JsonArray, JsonNumber, JsonObject, JsonString
from packer_systo.engine.syntax.json.reader import read


def said(text: str) -> list[tuple[int, int, str]]:
    source = SourceText("", text)
    places = [(source.position(found.start), found) for found in read(text).diagnostics]
    return [(place.line, place.column, found.message) for place, found in places]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "nothing here"),
        (" \n ", 2, 2, "nothing here"),
        ("{", 1, 2, "opened on line 1"),
        ('{\n "a": [1,\n 2', 3, 3, "`]}`"),
        ('{"a": 1,}', 1, 8, "no comma may stand before the closing `}`"),
        ("[1, 2,\n]", 1, 6, "no comma may stand before the closing `]`"),
        ("[,1]", 1, 2, "too many"),
        ("[1,,2]", 1, 4, "too many"),
        ('{"a": 1\n "b": 2}', 1, 8, "a comma is missing after this item"),
        ('["a"\n"b"]', 1, 5, "a comma is missing after this item"),
        ('{"a": 1; "b": 2}', 1, 8, "separated by a comma"),
        ('{"a" 1}', 1, 5, "a colon is missing after this key"),
        ('{"a" = 1}', 1, 6, "a colon between a key and its value"),
        ('{"a" := 1}', 1, 7, "a single colon"),
        ('{"a"}', 1, 2, "this key has no value"),
        ('{"a", "b": 1}', 1, 2, "this key has no value"),
        ('{"a":, "b": 1}', 1, 6, "a value is missing before this"),
        ("{: 1}", 1, 2, "a key is missing before this"),
        ('{{"a": 1}}', 1, 2, "keys are strings"),
        ('{name: "x"}', 1, 2, "a key must be in double quotes"),
        ("{1: 2}", 1, 2, "a key must be a string"),
        ('["a": 1]', 1, 5, "an array holds values without keys"),
        ('["a": 1, "b", "c": 2]', 1, 5, "an array holds values without keys"),
        ('{"a": [1, 2}', 1, 12, "the array opened on line 1 must be closed with `]`"),
        ('[{"a": 1]', 1, 9, "the object opened on line 1 must be closed with `}`"),
        ('{"a": 1]', 1, 8, "must be closed with `}`, not `]`"),
        ('{"a": 1}}', 1, 9, "one `}` too many"),
        ('{"a": 1},', 1, 9, "not even a comma"),
        ('{"a": 1} {}', 1, 10, "a file holds a single one"),
        ('{ // why\n"a": 1}', 1, 3, "JSON has no comments"),
        ('{"a": 1 # why\n}', 1, 9, "JSON has no comments"),
        ('{"a": /* why */ 1}', 1, 7, "JSON has no comments"),
        ('{"a":\u00a01}', 1, 6, "U+00A0"),
        ('{"a": \u201cb\u201d}', 1, 7, "typographic quotes"),
        ('{"a": @}', 1, 7, "a value cannot start with this"),
        ('source "qemu" "a" {\n}', 1, 1, "this is not JSON; if it is HCL"),
    ],
)
def test_one_mistake_is_said_once_at_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    (found,) = said(text)
    assert found[:2] == (line, column)
    assert words.lower() in found[2].lower()


def test_all_mistakes_of_a_text_are_reported_and_the_rest_is_read() -> None:
    text = """{
  "builders": [
    {"type": "qemu" "headless": True},
    {"type": "docker",}
  ],
  variables: {"size": 0644},
  "last": "read"
}
"""
    assert [line for line, _, _ in said(text)] == [3, 3, 4, 6, 6]
    root = read(text).root
    assert isinstance(root, JsonObject)
    assert [key.value for key, _ in root.items] == ["builders", "variables", "last"]
    builders = root.get("builders")
    assert isinstance(builders, JsonArray)
    assert [
        [key.value for key, _ in item.items]
        for item in builders.items
        if isinstance(item, JsonObject)
    ] == [["type", "headless"], ["type"]]


def test_every_syntax_error_shows_how_it_would_be_right() -> None:
    texts = [
        "{",
        "{,}",
        '{"a" 1}',
        "[1 2]",
        "{a: 1}",
        "{'a': 1}",
        "[01]",
        '["\\x"]',
        "[NaN]",
        "1 2",
    ]
    for text in texts:
        assert all(found.example for found in read(text).diagnostics), text


def test_a_wrong_bracket_closes_the_container_that_it_fits() -> None:
    root = read('{"a": [{"b": 1], "c": 2}').root
    assert isinstance(root, JsonObject)
    assert [key.value for key, _ in root.items] == ["a", "c"]


def test_no_message_holds_a_value() -> None:
    texts = [
        '{"password": hunter2}',
        "{'password': 'hunter2'}",
        '{"password": "hunter2}',
        '{"password": "hunter2\n"}',
        '{"password": "hunter2" "x": 1}',
        '{"password": hunter2 hunter2}',
        '{"password": \u201chunter2\u201d}',
        '{"password": @hunter2}',
        '{"password": 1hunter2}',
        '{"password": "hunter2", "password": "hunter2"}',
    ]
    for text in texts:
        found = read(text).diagnostics
        assert found
        assert not any("hunter2" in one.message + one.example for one in found), text


def test_what_follows_a_forgotten_quote_is_read() -> None:
    text = '{\n  "a": "one,\n  "b": 2\n}'
    assert said(text) == [(2, 8, 'This string is not closed: a `"` is missing at its end.')]
    root = read(text).root
    assert isinstance(root, JsonObject)
    first, second = root.items
    assert isinstance(first[1], JsonString)
    assert first[1].value == "one"
    assert isinstance(second[1], JsonNumber)

"""What lines tell of a damaged text, seen by what the reader says of it."""

from __future__ import annotations

import pytest

from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.json.nodes import JsonObject
from packer_systo.engine.syntax.json.reader import read


def said(text: str) -> list[tuple[int, str]]:
    source = SourceText("", text)
    return [(source.position(one.start).line, one.message) for one in read(text).diagnostics]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{\n "a":\n "b": 1,\n "c": 01\n}\n', [2, 4]),
        ('{\n "a":\n}\n', [2]),
        ('{\n "a":\n  "b",\n "c": 01\n}\n', [4]),
        ('{\n "a": [1, 2},\n "b": {"c": 1],\n "d": 01\n}\n', [2, 3, 4]),
        ('{\n "a": [\n  1\n },\n "b": 01\n}\n', [4, 5]),
        ('{\n "a": [\n  1\n}\n', [4]),
        ('{\n "a": [1, 2}\n', [2]),
        ('{\n "a": [\n  {}\n "b": [\n  1,\n "c": 01\n}\n', [4, 6, 6]),
        ('{\n "a": [\n  "b": 1\n ]\n}\n', [3]),
        (
            '{\n "a": {{user `b`}},\n "c": ${var.d},\n "e": [{{env `F`}}],\n "g": 01\n}',
            [2, 3, 4, 5],
        ),
    ],
)
def test_each_mistake_is_told_once_at_its_line(text: str, lines: list[int]) -> None:
    assert [line for line, _ in said(text)] == lines


def test_a_key_right_of_an_array_without_an_end_is_one_of_the_object_around_it() -> None:
    parsed = read('{\n "builders": [\n  {}\n "provisioners": []\n}\n')
    assert isinstance(parsed.root, JsonObject)
    assert [key.value for key, _ in parsed.root.items] == ["builders", "provisioners"]
    ((line, message),) = said('{\n "builders": [\n  {}\n "provisioners": []\n}\n')
    assert line == 4
    assert "The array opened on line 2 is never closed" in message


def test_a_template_without_quotes_is_named() -> None:
    ((_, message),) = said('{\n "region": {{user `region`}}\n}\n')
    assert "must be in double quotes" in message
    assert "region" not in message


def test_many_keys_in_arrays_take_no_long_time() -> None:
    found = said('{\n "a": [1,\n' + ' "b": [1,\n' * 5000)
    assert sum("never closed" in message for _, message in found) == 1000

"""Strings, numbers and words that are not JSON."""

from __future__ import annotations

import pytest

from packer_systo.engine.syntax.json.nodes import JsonArray, JsonString
from packer_systo.engine.syntax.json.reader import read


def only(text: str) -> tuple[int, int, str, str]:
    (found,) = read(text).diagnostics
    return found.start, found.end, found.message, found.example


@pytest.mark.parametrize(
    ("written", "words", "example"),
    [
        ("+5", "plus sign", '"key": 5'),
        (".5", "before the point", '"key": 0.5'),
        ("5.", "after the point", '"key": 5.0'),
        ("0644", "leading zeros", '"mode": "0644"'),
        ("-01", "leading zeros", '"mode": "0644"'),
        ("0x1F", "hexadecimal", '"key": 255'),
        ("1e", "exponent", '"key": 1e9'),
        ("1e+", "exponent", '"key": 1e9'),
        ("-", "after the sign", '"key": -1'),
        ("-Infinity", "infinite", '"key": 0'),
        ("40G", "in double quotes", '"disk_size": "40G"'),
        ("1.2.3", "in double quotes", '"disk_size": "40G"'),
        ("1_000", "in double quotes", '"disk_size": "40G"'),
        ("True", "JSON writes true instead of True", '"key": true'),
        ("None", "JSON writes null instead of None", '"key": null'),
        ("off", "JSON writes false instead of off", '"key": false'),
        ("NaN", "not a value of JSON", '"key": null'),
        ("var.name", "a string must be in double quotes", '"key": "value"'),
        ("'it'", "not in single ones", '"value"'),
    ],
)
def test_what_is_said_of_a_value(written: str, words: str, example: str) -> None:
    start, end, message, shown = only(f"[1, {written}]")
    assert (start, end) == (4, 4 + len(written))
    assert words.lower() in message.lower()
    assert shown == example


@pytest.mark.parametrize(
    ("string", "place", "words"),
    [
        (r'"C:\Windows"', 3, r"no escape \W"),
        (r'"it\'s"', 3, r"no escape \'"),
        (r'"\u12"', 1, "four hexadecimal digits"),
        ('"a\tb"', 2, r"a tab within a string is written \t"),
        ('"a\x00b"', 2, r"\u0000"),
        ('"a\\\x1fb"', 3, r"\u001f"),
        ('"a\\\nb"', 3, r"a line break within it is written \n"),
        ('"a\nb"', 2, r"a line break within it is written \n"),
        ('"a', 0, "not closed"),
    ],
)
def test_what_is_said_of_a_string(string: str, place: int, words: str) -> None:
    start, _, message, example = only(string)
    assert start == place
    assert words.lower() in message.lower()
    assert example.startswith('"')


def test_each_bad_escape_is_reported() -> None:
    found = read(r'["C:\Windows\Temp", "\\server"]').diagnostics
    assert [one.start for one in found] == [4, 12]


def test_a_string_over_two_lines_is_one_string() -> None:
    root = read('["echo one\n echo two", "three"]').root
    assert isinstance(root, JsonArray)
    assert [item.value for item in root.items if isinstance(item, JsonString)] == [
        "echo one\n echo two",
        "three",
    ]


def test_a_control_character_hides_no_wrong_escape() -> None:
    found = read('["a\tb \\q"]').diagnostics
    assert [(one.start, one.message.split()[0]) for one in found] == [(3, "A"), (6, "JSON")]

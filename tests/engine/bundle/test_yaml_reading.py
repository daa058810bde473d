"""The part of YAML that bundles may use, and what is refused with its line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.bundle.yaml_reading import YamlError, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: text", "text"),
        ("a: 'it''s'", "it's"),
        ("a: true", True),
        ("a: 'true'", "true"),
        ("a: ~", None),
        ("a:", None),
        ("a: 30", 30),
        ("a: -5", -5),
        ("a: 0.5", 0.5),
        ("a: 1.0.0", "1.0.0"),
        ("a: 10.0.0.1", "10.0.0.1"),
        ("a: [x, 1]", ["x", 1]),
        ("a: {b: c}", {"b": "c"}),
        ("a: |\n  one\n  two\n", "one\ntwo\n"),
        ("a: >-\n  one\n  two\n", "one two"),
    ],
)
def test_what_all_readers_read_alike(text: str, value: object) -> None:
    assert read_yaml(text).value == {"a": value}


@pytest.mark.parametrize(
    "word",
    ["yes", "No", "on", "2027-03-31", "0777", "0x1f", "1_000", "22:22", "1e3", ".inf", ".nan"],
)
def test_what_readers_disagree_on_must_be_quoted(word: str) -> None:
    with pytest.raises(YamlError, match="quotes") as caught:
        read_yaml(f"first: 1\na: {word}")
    assert caught.value.line == 2
    assert read_yaml(f"a: '{word}'").value == {"a": word}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\na: 2", 2, "twice"),
        ("a: &x 1\nb: *x", 1, "anchors"),
        ("a: 1\nb: !!python/object x", 2, "tags"),
        ("a: 1\n<<: {b: 1}", 2, "merge"),
        ("a: 1\n? [1]\n: 2", 2, "key"),
        ("a: 1\n  b: 2\n c", 2, "not YAML"),
        ("a: [1", 1, "not YAML"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("[" * 50 + "]" * 50, 1, "nested"),
    ],
)
def test_what_is_refused(text: str, line: int, says: str) -> None:
    with pytest.raises(YamlError, match=says) as caught:
        read_yaml(text)
    assert caught.value.line == line


def test_every_key_and_item_has_its_line() -> None:
    document = read_yaml("a:\n  b: 1\n  c:\n    - x\n    - y\n")
    assert document.line(("a", "c")) == 3
    assert document.line(("a", "c", 1)) == 5
    assert document.line(("a", "missing")) == 1


def test_an_empty_text_is_null() -> None:
    assert read_yaml("# nothing\n").value is None


@given(st.text(max_size=200))
def test_no_text_crashes_the_reader(text: str) -> None:
    with contextlib.suppress(YamlError):
        read_yaml(text)

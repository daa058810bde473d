"""The JSON reader: verdicts, values, places, repeated keys."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.syntax.json.json_texts import (
    Plain,
    damaged_texts,
    standard_verdict,
    token_soup,
    valid_texts,
    values,
)
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonBool,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
)
from packer_systo.engine.syntax.json.reader import DEEPEST, MOST_REPEATED_KEYS, read
from packer_systo.engine.syntax.json.recovery import read_damaged
from shared_data import corpus_path


def plain(node: JsonNode) -> Plain:
    """As the standard library gives it, the last of repeated keys winning."""
    match node:
        case JsonObject():
            return {key.value: plain(value) for key, value in node.items}
        case JsonArray():
            return [plain(item) for item in node.items]
        case JsonString() | JsonBool():
            return node.value
        case JsonNumber():
            value = json.loads(node.text)
            assert isinstance(value, int | float)
            return value
        case JsonNull():
            return None
        case JsonInvalid():
            raise AssertionError("an invalid node in a valid text")


def nodes(node: JsonNode) -> list[JsonNode]:
    found: list[JsonNode] = [node]
    if isinstance(node, JsonArray):
        for item in node.items:
            found.extend(nodes(item))
    elif isinstance(node, JsonObject):
        for key, value in node.items:
            found.extend([key, *nodes(value)])
    return found


def errors(text: str) -> list[str]:
    return [found.message for found in read(text).diagnostics if found.code == "syntax-error"]


@given(values, st.sampled_from([None, 0, 2]), st.booleans())
def test_values_are_those_of_the_standard_library(
    value: Plain, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    result = read(text)
    assert result.diagnostics == []
    assert result.root is not None
    assert plain(result.root) == json.loads(text)


@given(valid_texts)
def test_every_node_spans_the_text_that_it_was_read_from(text: str) -> None:
    root = read(text).root
    assert root is not None
    for node in nodes(root):
        part = read(text[node.start : node.end])
        assert part.diagnostics == []
        assert part.root is not None
        assert plain(part.root) == plain(node)


@given(st.one_of(token_soup, damaged_texts, st.text()))
def test_the_verdict_is_that_of_the_standard_library(text: str) -> None:
    assert (errors(text) == []) == standard_verdict(text)


@given(valid_texts)
def test_the_careful_reader_sees_what_the_quick_one_sees(text: str) -> None:
    assert read_damaged(text, []) == (read(text).root, [])


@given(st.one_of(token_soup, damaged_texts))
def test_places_are_within_the_text_and_in_order(text: str) -> None:
    result = read(text)
    places = [(found.start, found.end) for found in result.diagnostics]
    assert places == sorted(places)
    assert all(0 <= start <= end <= len(text) + 1 for start, end in places)
    if result.root is not None:
        assert all(0 <= node.start <= node.end <= len(text) for node in nodes(result.root))


def test_a_repeated_key_names_the_key_and_the_line_of_the_first() -> None:
    text = '{\n  "user": "a",\n  "inner": {"x": 1, "y": 2, "x": 3},\n  "user": "hunter2"\n}'
    result = read(text)
    assert [found.code for found in result.diagnostics] == ["repeated-key", "repeated-key"]
    inner, outer = result.diagnostics
    assert text[inner.start : inner.end] == '"x"'
    assert "on line 3" in inner.message
    assert text[outer.start : outer.end] == '"user"'
    assert '"user"' in outer.message
    assert "on line 2" in outer.message
    assert "hunter2" not in outer.message
    assert SourceText("", text).position(outer.start).line == 4
    assert isinstance(result.root, JsonObject)
    assert [key.value for key, _ in result.root.items] == ["user", "inner", "user"]


def test_keys_that_differ_in_writing_only_are_repeated() -> None:
    assert [found.code for found in read(r'{"a": 1, "\u0061": 2}').diagnostics] == ["repeated-key"]


def test_a_repeated_key_in_a_damaged_text_is_reported_too() -> None:
    codes = [found.code for found in read('{"a": 1, "a": 2,}').diagnostics]
    assert codes == ["repeated-key", "syntax-error"]


def test_very_long_keys_are_cut_and_very_many_are_not_all_reported() -> None:
    key = json.dumps("k" * 5000)
    (found,) = read(f"{{{key}: 1, {key}: 2}}").diagnostics
    assert len(found.message) < 200
    many = "{" + ", ".join(['"a": 1'] * (MOST_REPEATED_KEYS * 3)) + "}"
    assert len(read(many).diagnostics) == MOST_REPEATED_KEYS


def test_keys_that_start_with_an_underscore_are_keys() -> None:
    result = read('{"_comment": "why", "builders": []}')
    assert result.diagnostics == []
    assert isinstance(result.root, JsonObject)
    assert isinstance(result.root.get("_comment"), JsonString)


def test_numbers_keep_their_text() -> None:
    root = read("[-0, 1.50, 1E400, 123456789012345678901234567890]").root
    assert isinstance(root, JsonArray)
    assert [item.text for item in root.items if isinstance(item, JsonNumber)] == [
        "-0",
        "1.50",
        "1E400",
        "123456789012345678901234567890",
    ]


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}'])
def test_what_is_not_finite_is_not_json(text: str) -> None:
    assert len(errors(text)) == 1


def test_nesting_is_bounded() -> None:
    assert errors("[" * DEEPEST + "]" * DEEPEST) == []
    (message,) = errors("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    assert str(DEEPEST) in message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 400_000,
        '{"a":' * 100_000,
        '{"a":[' * 100_000,
        '"' + "\\n" * 200_000,
        '"' + "\\n" * 200_000 + '"',
        '["' + "\\q" * 200_000 + '"]',
        '"a\n' * 100_000,
        "'" * 400_000,
        "[" + "1 " * 200_000,
        "[" + "1," * 200_000,
        "{" + '"a":1,' * 60_000 + "}",
        "/*" * 200_000,
        "[" + "// x\n" * 80_000,
        "]" * 400_000,
        "[{" * 50 + "]}" * 150_000,
        " " * 400_000 + "x",
        "-" * 400_000,
        "1" * 400_000,
        "a" * 400_000,
        "\u201c" * 400_000,
        '"' + " " * 400_000,
    ],
    ids=lambda text: f"{text[:8]!r}",
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 10, "a text of 400 kB took as long as a quadratic reader"


def test_the_corpus_is_read_as_the_standard_library_reads_it() -> None:
    read_files = 0
    for path in sorted(corpus_path().rglob("*.json")):
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        result = read(text)
        assert (errors(text) == []) == standard_verdict(text), path
        if not errors(text):
            assert result.root is not None
            assert plain(result.root) == json.loads(text), path
        read_files += 1
    assert read_files > 600

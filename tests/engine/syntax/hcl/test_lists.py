"""Lists and objects."""

from __future__ import annotations

import pytest

from hcl_reading import mistake_of, mistakes_of, value_of
from packer_systo.engine.syntax.hcl.nodes import (
    ForExpression,
    GetAttribute,
    NumberLiteral,
    ObjectExpression,
    ObjectKey,
    Parenthesis,
    Template,
    TemplateText,
    TupleExpression,
    Variable,
)
from packer_systo.engine.syntax.hcl.parser import parse


class TestLists:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("[]", 0),
            ("[\n]", 0),
            ("[1]", 1),
            ("[1,]", 1),
            ('["a", "b", c]', 3),
            ('[\n  "a",\n  "",\n  # comment\n  "b"\n  ,\n]', 3),
            ('[\r\n  "a",\r\n  "b",\r\n]', 2),
            ("[[1], {a = 1}, <<E\nx\nE\n]", 3),
            ('[for_, "a"]', 2),
        ],
    )
    def test_items(self, text: str, count: int) -> None:
        value = value_of(f"a = {text}\n")
        assert isinstance(value, TupleExpression)
        assert len(value.items) == count

    def test_spans(self) -> None:
        text = 'a = [ "b", c ]\n'
        value = value_of(text)
        assert isinstance(value, TupleExpression)
        assert text[value.start : value.end] == '[ "b", c ]'
        assert value.items[0] == Template(6, 9, (TemplateText(7, 8, "b"),))

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ('a = [\n  "b"\n  "c",\n]\n', 3, "A comma is missing before this item"),
            ("a = [1 2]\n", 1, "A comma is missing before this item"),
            ("a = [1, 2\nb = 3\n", 2, "The list that starts in line 1 is never closed"),
            ("a = [1, 2", 1, "The list that starts in line 1 is never closed"),
            ("a = [1, 2}\n", 1, "What [ opened has to be closed by ], not by }."),
            ("a = [1,, 2]\n", 1, "A value is missing before this comma."),
            ("a = [b = 1]\n", 1, "The items of a list have no names"),
            ("a = [1 ? 2]\n", 1, "A : with the value for the other case"),
            ("a = [1; 2]\n", 1, "HCL has no semicolons"),
            ("a = [1 => 2]\n", 1, "A comma or a ] is expected here"),
        ],
    )
    def test_mistakes_are_said_in_words(self, text: str, line: int, message: str) -> None:
        ((found_line, found),) = mistakes_of(text)
        assert found_line == line
        assert found.startswith(message)

    def test_each_missing_comma_is_reported(self) -> None:
        assert [line for line, _ in mistakes_of('a = [\n"b"\n"c"\n"d"\n]\n')] == [3, 4]

    def test_what_follows_an_unclosed_list_is_read(self) -> None:
        parsed = parse('a {\n  b = [\n    "c",\n  d = 1\n  e = 2\n}\nf = 3\n')
        assert len(parsed.diagnostics) == 1
        assert len(parsed.file.body.items) == 2
        assert len(parsed.file.body.blocks()[0].body.items) == 3


class TestObjects:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("{}", 0),
            ("{\n}", 0),
            ("{a = 1}", 1),
            ("{a = 1, b : 2}", 2),
            ("{a = 1,}", 1),
            ("{\n  a = 1\n  b = 2 # c\n\n  c = 3,\n  d = 4\n}", 4),
            ("{\r\n  a = 1\r\n  b = 2\r\n}", 2),
            ("{ /* a */ b = 1 }", 1),
            ("{ format = 1 }", 1),
            ('{ a = {\n  b = 1\n}\n  "c" = [\n1\n] }', 2),
        ],
    )
    def test_items(self, text: str, count: int) -> None:
        value = value_of(f"a = {text}\n")
        assert isinstance(value, ObjectExpression)
        assert len(value.items) == count

    def test_keys(self) -> None:
        value = value_of('a = {b = 1, "c" = 1, (d) = 1, true = 1, null = 1, e.f = 1, 5 = 1}\n')
        assert isinstance(value, ObjectExpression)
        keys = [item.key for item in value.items]
        assert keys[0] == ObjectKey(5, 6, "b")
        assert isinstance(keys[1], Template)
        assert isinstance(keys[2], Parenthesis)
        assert isinstance(keys[2].expression, Variable)
        assert isinstance(keys[3], ObjectKey)
        assert keys[3].name == "true"
        assert isinstance(keys[4], ObjectKey)
        assert isinstance(keys[5], GetAttribute)
        assert isinstance(keys[6], NumberLiteral)

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("a = {b 1}\n", 1, "An = is missing here, between name and value."),
            ("a = {\n  b\n}\n", 2, "This name has no value"),
            ("a = {b, c}\n", 1, "This name has no value"),
            ("a = {\n  b\n  = 1\n}\n", 2, "This name has no value"),
            ("a = {\n  b =\n  1\n}\n", 2, "A value is missing here. It has to start"),
            ("a = {b => 1}\n", 1, "Between name and value stands one = and"),
            ("a = {b == 1}\n", 1, "Between name and value stands one = and nothing else."),
            ("a = {b = 1 c = 2}\n", 1, "A comma or a line break is missing before this"),
            ("a = {b = 1; c = 2}\n", 1, "HCL has no semicolons"),
            ("a = {\n  b {\n    c = 1\n  }\n}\n", 2, "An = is missing before this."),
            ("a = {b = 1", 1, "The object that starts in line 1 is never closed"),
            ("a = {\n  b = 1\n", 3, "The file ends within the object that starts in line 1"),
            ("a = {b = 1]\n", 1, "What { opened has to be closed by }, not by ]."),
            ("a = {for = 1}\n", 1, "A name for the element is missing here in this for."),
        ],
    )
    def test_mistakes_are_said_in_words(self, text: str, line: int, message: str) -> None:
        found_line, found = mistakes_of(text)[0]
        assert (found_line, found[: len(message)]) == (line, message)

    def test_a_block_after_an_unclosed_object_shows_it(self) -> None:
        text = 'a = {\n  b = 1\n\nsource "c" "d" {\n  e = = 1\n}\n'
        lines = [line for line, _ in mistakes_of(text)]
        assert lines == [4, 5]
        assert mistakes_of(text)[0][1].startswith("The object that starts in line 1")

    def test_it_goes_on_after_a_broken_item(self) -> None:
        parsed = parse("a = {\n  b = = 1\n  c = 2\n  d 3\n  e = 4\n}\nf = 5\n")
        assert len(parsed.diagnostics) == 2
        value = parsed.file.body.attributes()["a"].expression
        assert isinstance(value, ObjectExpression)
        assert [item.key.name for item in value.items if isinstance(item.key, ObjectKey)] == [
            "c",
            "e",
        ]


def test_a_for_is_found_behind_line_breaks_and_comments() -> None:
    value = value_of("a = {\n  # b\n  /* c */ for d in e : d => d\n}\n")
    assert isinstance(value, ForExpression)
    assert mistake_of("a = {\n  # b\n  /* c */ for\n}\n")


def test_comments_before_an_object_s_items_are_kept_once() -> None:
    assert len(parse("a = {\n  # b\n  /* c */ d = 1\n}\n").file.comments) == 2

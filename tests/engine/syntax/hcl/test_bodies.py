"""Settings, blocks and comments of a body."""

from __future__ import annotations

import pytest

from hcl_reading import items_of, mistake_of, mistakes_of, value_of
from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    BoolLiteral,
    Comment,
    GetAttribute,
    Invalid,
    NumberLiteral,
    Variable,
)
from packer_systo.engine.syntax.hcl.parser import parse


class TestSettings:
    def test_a_setting_has_the_spans_of_its_name_and_value(self) -> None:
        text = '\n  cpus = "four"\n'
        (item,) = items_of(text)
        assert isinstance(item, Attribute)
        assert text[item.start : item.name_end] == "cpus"
        assert text[item.expression.start : item.expression.end] == '"four"'
        assert text[item.start : item.end] == 'cpus = "four"'

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a = 12\n", NumberLiteral(4, 6, "12")),
            ("a = 1.5", NumberLiteral(4, 7, "1.5")),
            ("a = true\n", BoolLiteral(4, 8, value=True)),
            ("a = false # no\n", BoolLiteral(4, 9, value=False)),
            ("a = b\n", Variable(4, 5, "b")),
            ("a = b.c\n", GetAttribute(4, 7, Variable(4, 5, "b"), "c")),
            ("a = true.b\n", GetAttribute(4, 10, BoolLiteral(4, 8, value=True), "b")),
        ],
    )
    def test_simple_values(self, text: str, expected: object) -> None:
        assert value_of(text) == expected

    def test_the_last_line_needs_no_line_break(self) -> None:
        assert len(items_of("a = 1\nb = 2")) == 2

    @pytest.mark.parametrize(
        "text", ["a = 1\r\nb = x\r\n", 'a="1"\r\n\r\n\tb=[\r\n]\r\n', "a=1 \r\nb=2"]
    )
    def test_both_kinds_of_line_break(self, text: str) -> None:
        assert [item.start for item in items_of(text)] == [text.index("a"), text.index("b")]

    def test_names_may_hold_dashes_and_letters_of_all_scripts(self) -> None:
        items = items_of("boot-wait = 1\ngrößé = 2\n名前 = 3\n")
        assert [item.name for item in items if isinstance(item, Attribute)] == [
            "boot-wait",
            "größé",
            "名前",
        ]

    def test_a_repeated_setting_is_a_mistake_and_both_stay_in_the_tree(self) -> None:
        parsed = parse("a = 1\nb = 2\na = 3\n")
        (diagnostic,) = parsed.diagnostics
        assert diagnostic.start == 12
        assert diagnostic.message == "a is set twice in this block; it may be set once."
        assert len(parsed.file.body.items) == 3
        assert parsed.file.body.attributes()["a"].start == 0

    def test_a_repeated_setting_is_found_however_it_is_written(self) -> None:
        assert mistakes_of("é = 1\né = f(2)\n") == [
            (2, "é is set twice in this block; it may be set once.")
        ]

    def test_the_same_name_in_another_block_is_none(self) -> None:
        assert len(items_of("a = 1\nb {\n  a = 1\n}\nb {\n  a = 1\n}\n")) == 3

    def test_a_broken_setting_stays_in_the_tree(self) -> None:
        parsed = parse("a = )\nb = 2\n")
        first, second = parsed.file.body.items
        assert isinstance(first, Attribute)
        assert isinstance(first.expression, Invalid)
        assert isinstance(second, Attribute)
        assert second.name == "b"


class TestComments:
    def test_comments_are_kept_with_their_introducers(self) -> None:
        text = "# one\na = 1 // two\nb = [ # three\n  1, /* four */\n]\n/* five\n */ c = 2"
        comments = parse(text).file.comments
        assert [text[comment.start : comment.end] for comment in comments] == [
            "# one",
            "// two",
            "# three",
            "/* four */",
            "/* five\n */",
        ]

    def test_comments_come_in_order_and_once_after_a_mistake(self) -> None:
        text = "# one\na = [1 2] # two\nb { # three\n  c = = 1 # four\n}\nd = {/* five */}\n"
        parsed = parse(text)
        assert parsed.diagnostics
        assert [text[each.start : each.end] for each in parsed.file.comments] == [
            "# one",
            "# two",
            "# three",
            "# four",
            "/* five */",
        ]

    def test_a_comment_ends_before_a_windows_line_break(self) -> None:
        assert parse("# a\r\nb = 1\r\n").file.comments[0] == Comment(0, 3)

    def test_an_unclosed_comment_is_a_mistake(self) -> None:
        assert mistakes_of("a = 1\n/* never closed\nb = 2\n") == [
            (2, "This comment is never closed: its */ is missing.")
        ]


class TestWhatFollowsAnItem:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("a = 1,\nb = 2\n", "There is a comma after this setting."),
            ("a = 1; b = 2\n", "HCL has no semicolons"),
            ("a = 1 b = 2\n", "A line break is missing before this"),
            ('a = 1 "b"\n', "A line break or an operator is missing before this text"),
            ("a = 1)\n", "This ) closes nothing"),
            ("a = b = 1\n", "There is an = too many here."),
            ("a {\n} b = 1\n", "A line break is missing before this: a block"),
            ("a {\n},\n", "There is a comma after this block."),
            ("}\n", "This } closes nothing"),
            ("]\n", "This ] closes nothing"),
            ("{\n", "This { belongs to nothing"),
            ("= 1\n", "The name of a setting is missing"),
            ('"a" = 1\n', "The names of settings and blocks are written without quotes."),
            (", a = 1\n", "There is a comma too many here"),
            ("5 = 1\n", "A setting (name = value) or a block"),
        ],
    )
    def test_is_said_in_words(self, text: str, message: str) -> None:
        assert mistake_of(text).startswith(message)

    def test_a_setting_on_the_line_of_another_is_read_too(self) -> None:
        parsed = parse("a = 1 b = 2\n")
        assert [item.name for item in parsed.file.body.items if isinstance(item, Attribute)] == [
            "a",
            "b",
        ]


class TestUnclosedBlocks:
    def test_the_opening_line_is_named_and_where_it_should_have_ended(self) -> None:
        text = 'source "a" "b" {\n  c = 1\n\nbuild {\n  d = 1\n}\n'
        ((line, message),) = mistakes_of(text)
        assert line == 1
        assert message.startswith("The source block that starts here is never closed")
        assert message.endswith("probably before line 4.")

    def test_only_the_innermost_is_reported(self) -> None:
        assert [line for line, _ in mistakes_of("a {\n  b {\n    c = 1\n")] == [2]

    def test_what_is_in_it_stays_in_the_tree(self) -> None:
        (block,) = parse("a {\n  b = 1\n").file.body.items
        assert isinstance(block, Block)
        assert len(block.body.items) == 1

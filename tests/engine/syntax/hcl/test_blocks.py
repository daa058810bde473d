"""Blocks over several lines and on one."""

from __future__ import annotations

import pytest

from hcl_reading import block_of, items_of, mistake_of, mistakes_of
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block
from packer_systo.engine.syntax.hcl.parser import parse


def test_a_block_has_the_spans_of_its_parts() -> None:
    text = 'source "qemu" "debian" {\n  a = 1\n}\n'
    block = block_of(text)
    assert text[block.start : block.end] == text.rstrip()
    assert text[block.start : block.type_end] == "source"
    assert [text[label.start : label.end] for label in block.labels] == ['"qemu"', '"debian"']
    assert text[block.start : block.header_end] == 'source "qemu" "debian"'
    assert text[block.body.start : block.body.end] == "\n  a = 1\n"


@pytest.mark.parametrize(
    ("text", "type_", "labels"),
    [
        ("a {}", "a", []),
        ("a{\n}\n", "a", []),
        ('a b "c" {\n}\n', "a", ["b", "c"]),
        ('a "b c"{}\n', "a", ["b c"]),
        ('a "\\u00e9\\n" {\n}\n', "a", ["é\n"]),
        ('a "$${b}" {\n}\n', "a", ["${b}"]),
        ("true {}\n", "true", []),
    ],
)
def test_headers(text: str, type_: str, labels: list[str]) -> None:
    block = block_of(text)
    assert block.type == type_
    assert [label.value for label in block.labels] == labels


def test_blocks_nest() -> None:
    (inner,) = block_of("a {\n  b {\n    c {}\n  }\n}\n").body.items
    assert isinstance(inner, Block)
    assert isinstance(inner.body.items[0], Block)


class TestOneLine:
    @pytest.mark.parametrize(
        "text", ["a { b = 1 }\n", "a { b = [\n1\n] }", "a { /* c */ b = 1 } # d"]
    )
    def test_one_setting(self, text: str) -> None:
        (setting,) = block_of(text).body.items
        assert isinstance(setting, Attribute)
        assert setting.name == "b"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("a { b = 1, c = 2 }\n", "A block on one line holds one setting; more"),
            ("a { b { c = 1 } }\n", "A block on one line holds one setting, name = value."),
            ("a { b }\n", "A block on one line holds one setting, name = value."),
            ("a { b = 1\n}\n", "A block whose first setting stands on the line of its {"),
            ("a { 1 }\n", "A setting (name = value) or a block"),
            ("a { b = 1", "The a block that starts here is never closed"),
        ],
    )
    def test_more_is_a_mistake(self, text: str, message: str) -> None:
        assert mistake_of(text).startswith(message)

    def test_the_rest_of_a_block_that_starts_like_one_is_read(self) -> None:
        parsed = parse("a { b = 1\n  c = 2\n}\nd = 3\n")
        assert len(parsed.diagnostics) == 1
        block, setting = parsed.file.body.items
        assert isinstance(block, Block)
        assert len(block.body.items) == 2
        assert isinstance(setting, Attribute)


def test_something_must_separate_blocks() -> None:
    ((line, message),) = mistakes_of("a {} b {}\n")
    assert line == 1
    assert message.startswith("A line break is missing before this: a block ends with its line.")


def test_two_braces_on_a_line_close_two_blocks_and_are_reported() -> None:
    parsed = parse("a {\n  b {\n    c = 1\n  }}\nd = 1\n")
    assert len(parsed.diagnostics) == 1
    assert len(parsed.file.body.items) == 2


def test_a_comment_may_stand_before_the_closing_brace() -> None:
    parsed = parse("a {\n  /* b */ }\n/* c */")
    assert parsed.diagnostics == []
    assert len(parsed.file.comments) == 2


def test_an_empty_file_has_no_items() -> None:
    assert items_of("") == ()
    assert items_of("\n# only a comment") == ()

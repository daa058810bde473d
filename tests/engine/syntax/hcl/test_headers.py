"""Headers of blocks, and what is said where they are broken."""

from __future__ import annotations

import pytest

from hcl_reading import mistake_of, mistakes_of
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block
from packer_systo.engine.syntax.hcl.parser import parse


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n", "Neither a value nor a block follows this name"),
        ('a "b"\n', "The { of this block is missing"),
        ('a "b" = 1\n', "An = follows labels"),
        ("a: 1\n", "A setting is written with =, not with a colon."),
        ("a.b = 1\n", "The name of a setting or block cannot hold a dot."),
        ("a == 1\n", "A setting takes one ="),
        ("a[0] = 1\n", "A setting cannot be set by parts"),
        ('a "b" 5 {\n}\n', "A label in quotes or the { of this block is expected here."),
        ("a + 1\n", "An = with a value, or the { of a block, is expected after this name."),
        ("a 'b' {\n}\n", "Single quotes do not make a string"),
        ('a "${b}" {\n}\n', "The label of a block cannot hold ${ } or %{ }"),
        ('a "b {\n}\n', "This string is not closed on its line"),
    ],
)
def test_mistakes_are_said_in_words(text: str, message: str) -> None:
    assert mistake_of(text).startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        'a "b"\n{\n  c = 1\n}\nd = 2\n',
        'a "b"\n  c = 1\n}\nd = 2\n',
        'a "b" [\n  c = 1\n}\nd = 2\n',
        'a "b" x.y {\n  c = 1\n}\nd = 2\n',
    ],
)
def test_a_misplaced_brace_is_one_mistake_and_the_body_is_read(text: str) -> None:
    parsed = parse(text)
    assert len(parsed.diagnostics) == 1
    block, setting = parsed.file.body.items
    assert isinstance(block, Block)
    assert len(block.body.items) == 1
    assert isinstance(setting, Attribute)


def test_a_block_with_a_broken_start_is_read_for_its_own_mistakes() -> None:
    assert [line for line, _ in mistakes_of("=> a {\n  b = 1\n  c = = 2\n}\nd = 1\n")] == [1, 3]


@pytest.mark.parametrize(
    "first",
    ["b: 1", "b", "b.c = 1", "b[0] = 1", 'b ["c"', '"b" = 1', '"b" {', "b 'c'", "# why\n  b: 1"],
)
@pytest.mark.parametrize("header", ['a "b" = {', "a [", "a"])
def test_below_a_broken_header_a_broken_line_is_told_and_what_follows_is_read(
    header: str, first: str
) -> None:
    closing = "\n  }" if first.endswith("{") else ""
    text = f"{header}\n  {first}{closing}\n  d = = 2\n}}\ne = 1\n"
    broken = 2 + first.count("\n")
    below = broken + closing.count("\n") + 1
    assert [line for line, _ in mistakes_of(text)] == [1, broken, below]


def test_a_setting_split_before_its_equals_sign_is_one_mistake() -> None:
    assert [line for line, _ in mistakes_of("a {\n  b\n    = 1\n  c = = 2\n}\n")] == [2, 4]


def test_a_label_that_runs_away_is_one_mistake() -> None:
    assert [line for line, _ in mistakes_of('a "${b(\n  c = 1\n}\nd = 2\n')] == [2]


def test_no_text_of_the_template_is_quoted() -> None:
    diagnostics = parse("geheim\nauch_geheim 'sehr'\n").diagnostics
    said = " ".join(diagnostic.message + diagnostic.example for diagnostic in diagnostics)
    assert said
    assert "geheim" not in said
    assert "sehr" not in said

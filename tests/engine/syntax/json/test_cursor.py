"""The way over space, comments, and containers that are not read."""

from __future__ import annotations

from packer_systo.engine.syntax.json.cursor import Cursor


def test_each_comment_is_one_mistake_and_is_gone_over() -> None:
    cursor = Cursor(' // one\n # two\n /* three\n */ "here"')
    cursor.skip_space()
    assert cursor.text[cursor.at :] == '"here"'
    assert [cursor.text[found.start : found.end] for found in cursor.mistakes.found] == [
        "// one",
        "# two",
        "/* three\n */",
    ]


def test_a_comment_without_an_end_takes_the_rest() -> None:
    cursor = Cursor("/* one")
    cursor.skip_space()
    assert cursor.at == cursor.length


def test_a_container_is_skipped_with_the_brackets_in_its_strings() -> None:
    cursor = Cursor('{"a": "}", "b": [1, {"c": "]"}]} after')
    cursor.skip_container()
    assert cursor.text[cursor.at :] == " after"


def test_the_character_after_space() -> None:
    assert Cursor("a \n: 1").after_space(1) == ":"
    assert Cursor("a ").after_space(1) == ""

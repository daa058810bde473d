"""The literal text of templates, piece by piece."""

from __future__ import annotations

import pytest

from packer_systo.engine.syntax.hcl.literals import (
    SPACE,
    decode_heredoc,
    decode_quoted,
    heredoc_pieces,
    quoted_pieces,
    trimmed,
    unindent,
)


def test_escapes_of_quoted_strings() -> None:
    assert decode_quoted(r"\n\"\u0041\U00000042$${%%{") == '\n"AB${%{'


def test_heredocs_have_no_backslash_escapes() -> None:
    assert decode_heredoc(r"\n $${ %%{ $${~") == r"\n ${ %{ ${~"


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("a b", ["a b"]),
        ("a$b", ["a", "$", "b"]),
        ("a$$b", ["a", "$", "$", "b"]),
        ("a$${b", ["a", "${", "b"]),
        ("$${~ b", ["${~", " b"]),
        ("%$", ["%", "$"]),
        ("a\\nb", ["a\nb"]),
    ],
)
def test_pieces_of_quoted_strings(raw: str, pieces: list[str]) -> None:
    assert quoted_pieces(raw) == pieces


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("a\nb\n", ["a\n", "b\n"]),
        ("a\r\nb", ["a\r\n", "b"]),
        ("a$\nb", ["a", "$", "\n", "b"]),
        ("a$b\nc", ["a", "$b", "\n", "c"]),
        ("$bc\n", ["$", "bc\n"]),
        ("$é\n", ["$", "é\n"]),
        ("$\n\n", ["$\n", "\n"]),
        ("$${b}\n", ["${", "b}\n"]),
    ],
)
def test_pieces_of_heredocs(raw: str, pieces: list[str]) -> None:
    assert heredoc_pieces(raw) == pieces


def test_trimming_stops_at_the_piece() -> None:
    assert trimmed([" \n", " b ", " \n"], left=True, right=True) == ["", " b ", ""]


def test_space_is_that_of_unicode_and_not_of_python() -> None:
    assert "\x1c" not in SPACE
    assert "\u3000" in SPACE


def test_indentation_is_counted_at_the_starts_of_lines() -> None:
    parts: list[list[str] | None] = [["    a\n", "  "], None, [" b\n", "   \n", "      c\n"]]
    unindent(parts)
    assert parts == [["  a\n", ""], None, [" b\n", "   \n", "    c\n"]]

"""What is said of a mistake."""

from __future__ import annotations

import pytest

from packer_systo.engine.syntax.hcl.mistakes import no_item, no_value, not_ended, odd_mark
from packer_systo.engine.syntax.hcl.tokens import END, HEREDOC, NAME, NUMBER, OTHER

KINDS = [NAME, NUMBER, HEREDOC, END, OTHER, "\n", *"{}[]().,*%+-=<>!?:\"/&|^~;'`"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_token_gets_a_sentence(kind: str) -> None:
    for mistake in (
        no_value(kind, 1, 2, "\x01rest"),
        no_item(kind, 1, 2, "\x01rest"),
        not_ended("setting", kind, 1, 2, "\x01rest"),
        not_ended("block", kind, 1, 2, "\x01rest"),
    ):
        assert mistake.message.endswith(".")
        assert (mistake.start, mistake.end) == (1, 2)
        assert "rest" not in mistake.message + mistake.example


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\u201c", "typographic"),
        ("\u00a0", "space"),
        ("\ufeff", "byte order mark"),
        ("\r", "carriage return"),
        ("/*", "comment"),
        ("${", "quotes"),
        ("\x07", "U+0007"),
    ],
)
def test_odd_characters_are_named(text: str, said: str) -> None:
    assert said in odd_mark(OTHER, text)[0]


def test_marks_of_the_language_are_not_odd() -> None:
    assert odd_mark("{", "{") == ("", "")

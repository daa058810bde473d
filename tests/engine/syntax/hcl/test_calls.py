"""Function calls."""

from __future__ import annotations

import pytest

from hcl_reading import mistake_of, value_of
from packer_systo.engine.syntax.hcl.nodes import FunctionCall, Variable


@pytest.mark.parametrize(
    ("text", "name", "count", "expand"),
    [
        ("f()", "f", 0, False),
        ("f(1)", "f", 1, False),
        ("f(1, 2,)", "f", 2, False),
        ("f(\n1,\n2\n)", "f", 2, False),
        ("f (1)", "f", 1, False),
        ("f(b...)", "f", 1, True),
        ("f(1, b...\n)", "f", 2, True),
        ("a::b(1)", "a::b", 1, False),
    ],
)
def test_calls(text: str, name: str, count: int, *, expand: bool) -> None:
    value = value_of(f"a = {text}\n")
    assert isinstance(value, FunctionCall)
    assert (value.name, len(value.arguments), value.expand) == (name, count, expand)


def test_spans() -> None:
    text = "a = b::c (d)\n"
    value = value_of(text)
    assert isinstance(value, FunctionCall)
    assert text[value.start : value.name_end] == "b::c"
    assert text[value.start : value.end] == "b::c (d)"
    assert value.arguments == (Variable(10, 11, "d"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f(,)", "A value is missing before this comma."),
        ("f(1 2)", "A comma is missing before this item: the items of a call"),
        ("f(b = 1)", "The items of a call have no names"),
        ("f(1..., 2)", "A ) is missing here: ... stands after the last argument only."),
        ("f(1", "The call that starts in line 1 is never closed"),
        ("f(1]", "What ( opened has to be closed by ), not by ]."),
        ("f(1\nb = 2", "The call that starts in line 1 is never closed"),
    ],
)
def test_mistakes_are_said_in_words(text: str, message: str) -> None:
    assert mistake_of(f"a = {text}").startswith(message)

"""CEL expressions taken apart at their outermost operators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.explanation.cel_parts import CelPart, parts


def shape(part: CelPart) -> object:
    """A leaf as its text, anything else as its kind and parts."""
    return (part.kind, *map(shape, part.parts)) if part.parts else part.text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a", "a"),
        ("((a))", "a"),
        ("a && b", ("and", "a", "b")),
        ("a && b && c", ("and", "a", "b", "c")),
        ("a || b && c", ("or", "a", ("and", "b", "c"))),
        ("(a || b) && c", ("and", ("or", "a", "b"), "c")),
        ("!a && b", ("and", ("not", "a"), "b")),
        ("!(a && b)", ("not", ("and", "a", "b"))),
        ("!!a", ("not", ("not", "a"))),
        ("a == 1", ("comparison", "a", "1")),
        ("!a == b", ("comparison", "!a", "b")),
        ("a != 1", ("comparison", "a", "1")),
        ("a <= 1", ("comparison", "a", "1")),
        ("a > 1", ("comparison", "a", "1")),
        ("a in [1, 2]", ("comparison", "a", "[1, 2]")),
        ("a ? b : c", ("choice", "a", "b", "c")),
        ("a ? b ? c : d : e", ("choice", "a", ("choice", "b", "c", "d"), "e")),
        ("a || b ? c : d", ("choice", ("or", "a", "b"), "c", "d")),
        # What is within a call, a macro or a string belongs to its part.
        ("f(a && b) || c", ("or", "f(a && b)", "c")),
        ("x.exists(s, s == 1 || s == 2)", "x.exists(s, s == 1 || s == 2)"),
        ('a == "x && y"', ("comparison", "a", '"x && y"')),
        ("(a) && (b)", ("and", "a", "b")),
        ("{'a': 1 == 2}", "{'a': 1 == 2}"),
        ("a\n  &&\n  b", ("and", "a", "b")),
        ("", ""),
        ("(", "("),
        ("a &&", ("and", "a", "")),
    ],
)
def test_parts(expression: str, expected: object) -> None:
    assert shape(parts(expression)) == expected


@given(st.text(alphabet="ab()[]{}!&|?:=<> \"'.,", max_size=60))
def test_any_text_is_taken_apart_without_an_error(text: str) -> None:
    parts(text)


def test_nesting_is_bounded() -> None:
    parts("(" * 5000 + "a" + ")" * 5000)
    parts("!" * 3000 + "a")
    parts("a ? " * 1000 + "b" + " : c" * 1000)

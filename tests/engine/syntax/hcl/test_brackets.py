"""What all brackets have in common."""

from __future__ import annotations

import pytest

from hcl_reading import mistakes_of
from packer_systo.engine.syntax.hcl.nodes import Attribute, Invalid, Parenthesis
from packer_systo.engine.syntax.hcl.parser import parse


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = (1\nb = 2\n", "The parenthesis that starts in line 1 is never closed"),
        ("a = b[1\nc = 2\n", "The index that starts in line 1 is never closed"),
        ("a = (1 2)\n", "A ) is missing here, or an operator before this."),
        ("a = (1 'b')\n", "Single quotes do not make a string in HCL"),
    ],
)
def test_unclosed_ones_are_reported_once(text: str, message: str) -> None:
    ((_, found),) = mistakes_of(text)
    assert found.startswith(message)


def test_what_is_broken_within_stays_a_bracket() -> None:
    parsed = parse("a = (1 2) + 3\nb = 4\n")
    assert len(parsed.diagnostics) == 1
    first = parsed.file.body.items[0]
    assert isinstance(first, Attribute)
    text = "a = (1 2) + 3"
    assert text[first.start : first.end] == text


def test_a_broken_parenthesis_holds_an_invalid_expression() -> None:
    value = parse("a = (1 2)\n").file.body.attributes()["a"].expression
    assert isinstance(value, Parenthesis)
    assert isinstance(value.expression, Invalid)


@pytest.mark.parametrize("closer", ["}", ")"])
def test_a_mistyped_closing_mark_below_its_line_closes(closer: str) -> None:
    text = f"a {{\n  b = [\n    1,\n  {closer}\n  c = 2\n}}\nd = 3\n"
    parsed = parse(text)
    assert len(parsed.diagnostics) == 1
    block, setting = parsed.file.body.items
    assert isinstance(setting, Attribute)
    assert not isinstance(block, Attribute)
    assert len(block.body.items) == 2

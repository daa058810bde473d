"""`for` expressions."""

from __future__ import annotations

import pytest

from hcl_reading import mistake_of, value_of
from packer_systo.engine.syntax.hcl.nodes import ForExpression, Variable


def test_the_list_form() -> None:
    value = value_of("a = [for b in c : d if e]\n")
    assert value == ForExpression(
        4,
        25,
        "",
        "b",
        Variable(14, 15, "c"),
        None,
        Variable(18, 19, "d"),
        Variable(23, 24, "e"),
        grouped=False,
    )


def test_the_object_form() -> None:
    value = value_of("a = {\n for k, v in c :\n k => v...\n if e }\n")
    assert isinstance(value, ForExpression)
    assert (value.key, value.value, value.grouped) == ("k", "v", True)
    assert isinstance(value.result_key, Variable)
    assert value.result_key.name == "k"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[for]", "A name for the element is missing here in this for."),
        ("[for 1 in c : d]", "A name for the element is missing here in this for."),
        ("[for b, in c : d]", "The word in is missing here"),
        ("[for b : c]", "The word in is missing here"),
        ("[for b in : d]", "A value is missing before this :."),
        ("[for b in c d]", "A : is missing here"),
        ("[for b in c : ]", "A value is missing before this ]."),
        ("[for b in c : d e]", "This for ends here, and its ] is missing."),
        ("[for b in c : k => d]", "A for in [ ] makes a list, which has no keys"),
        ("[for b in c : d...]", "The ... groups values by key"),
        ("{for b in c : d}", "A for in { } makes an object"),
        ("{for b in c : k => d => e}", "This for ends here, and its } is missing."),
    ],
)
def test_mistakes_are_said_in_words(text: str, message: str) -> None:
    assert mistake_of(f"a = {text}\n").startswith(message)

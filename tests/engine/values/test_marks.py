from __future__ import annotations

from evaluating import SECRET, hidden, made, missing
from packer_systo.engine.values.constructors import (
    object_value,
    string,
    string_from_parts,
    tuple_value,
)
from packer_systo.engine.values.marks import (
    first_secret,
    inner_secret,
    reasons_of,
    secret_of,
    with_secret,
)
from packer_systo.engine.values.value import Secret, SecretText, Unknown, UnknownReason

PART = Unknown((UnknownReason("var.x", "variable without a value"),))


def test_a_secret_part_makes_a_string_secret() -> None:
    assert secret_of(string_from_parts(["a", SecretText("b", SECRET)])) is SECRET
    assert secret_of(string_from_parts(["a", PART])) is None


def test_only_inner_secret_looks_inside() -> None:
    value = tuple_value([string("a"), object_value({"b": hidden()})])
    assert secret_of(value) is None
    assert inner_secret(value) is SECRET
    assert first_secret([string("a"), value]) is SECRET
    assert inner_secret(made({"a": [1]})) is None


def test_reasons_are_found_at_any_depth() -> None:
    value = tuple_value([object_value({"a": string_from_parts(["x", PART])}), missing("var.y")])
    assert [reason.expression for reason in reasons_of(value)] == ["var.x", "var.y"]
    assert reasons_of(made([1])) == ()


def test_the_first_mark_stays() -> None:
    other = Secret("secret-attribute", "literal")
    assert with_secret(hidden(), other).secret is SECRET
    assert with_secret(string("a"), other).secret is other
    assert with_secret(string("a"), None).secret is None

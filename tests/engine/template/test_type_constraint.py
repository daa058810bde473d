from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Scope
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.parser import parse_expression
from packer_systo.engine.template.type_constraint import (
    Constraint,
    TypeExpressionError,
    apply_defaults,
    read_constraint,
)
from packer_systo.engine.values.display import type_constraint

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Expression
    from packer_systo.engine.values.value import Value


def value_of(text: str) -> Value:
    expression, diagnostics = parse_expression(text)
    assert diagnostics == []
    return evaluate(expression, Scope(SourceText("x", text), {}))


def read(text: str) -> Constraint:
    expression, diagnostics = parse_expression(text)
    assert diagnostics == []
    scope = Scope(SourceText("x", text), {})

    def default(inner: Expression) -> Value:
        return evaluate(inner, scope)

    return read_constraint(expression, default)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", "string"),
        ("any", "any"),
        ("list(number)", "list(number)"),
        ("set(map(bool))", "set(map(bool))"),
        ("tuple([string, number])", "tuple([string, number])"),
        ('object({ b = string, "a" = optional(number) })', "object({a=optional(number), b=string})"),
        ("object({})", "object({})"),
        ("list(object({ a = optional(list(string), []) }))",
         "list(object({a=optional(list(string))}))"),
    ],
)  # fmt: skip
def test_types(text: str, expected: str) -> None:
    assert type_constraint(read(text).type) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("int", "Did you mean `number`?"),
        ("boolean", "Did you mean `bool`?"),
        ("strin", "Did you mean `string`?"),
        ("list", "the type of its elements"),
        ("object", "its attributes"),
        ("tuple", "the types of its elements"),
        ('"string"', "without quotes"),
        ("5", "not a type"),
        ("lits(string)", "Did you mean `list`?"),
        ("string(1)", "takes no argument"),
        ("optional(string)", "attributes of an object"),
        ("list(string, string)", "takes one argument"),
        ("list([string]...)", "takes one argument"),
        ("tuple(string)", "a list of types"),
        ("object([string])", "its attributes"),
        ("object({ (x) = string })", "fixed name"),
        ("object({ a = optional() })", "a type and"),
        ('object({ a = optional(number, "x") })', "does not fit its type"),
        ("list(list(nope))", "no type"),
    ],
)
def test_what_is_no_type(text: str, says: str) -> None:
    with pytest.raises(TypeExpressionError) as caught:
        read(text)
    assert says in caught.value.message


def test_a_type_that_is_nested_too_deeply() -> None:
    with pytest.raises(TypeExpressionError, match="nested too deeply"):
        read("list(" * 60 + "string" + ")" * 60)


@pytest.mark.parametrize(
    ("constraint", "given", "expected"),
    [
        ('object({ a = optional(string, "d") })', "{}", {"a": "d"}),
        ('object({ a = optional(string, "d") })', "{ a = null }", {"a": "d"}),
        ('object({ a = optional(string, "d") })', '{ a = "x" }', {"a": "x"}),
        ('map(object({ a = optional(string, "d") }))', "{ k = {} }", {"k": {"a": "d"}}),
        ('list(object({ a = optional(string, "d") }))', "[{}, { a = null }]",
         [{"a": "d"}, {"a": "d"}]),
        ('tuple([object({ a = optional(string, "d") }), string])', '[{}, "x"]',
         [{"a": "d"}, "x"]),
        ('object({ o = optional(object({ a = optional(string, "d") }), {}) })', "{}",
         {"o": {"a": "d"}}),
        ("object({ a = optional(string) })", "{}", {}),
    ],
)  # fmt: skip
def test_defaults_fill_in_what_is_missing(constraint: str, given: str, expected: object) -> None:
    assert plain(apply_defaults(value_of(given), read(constraint).defaults)) == expected


def test_defaults_leave_null_alone() -> None:
    defaults = read('object({ a = optional(string, "d") })').defaults
    assert apply_defaults(value_of("null"), defaults).data is None


def plain(value: Value) -> object:
    data = value.data
    if isinstance(data, dict):
        return {key: plain(one) for key, one in data.items()}
    if isinstance(data, tuple):
        return [plain(one) for one in data]
    return data

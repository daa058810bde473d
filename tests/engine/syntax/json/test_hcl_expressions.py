"""JSON values as HCL expressions, and where they stand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.syntax.hcl.nodes import (
    BoolLiteral,
    Expression,
    FunctionCall,
    GetAttribute,
    Interpolation,
    Invalid,
    NullLiteral,
    NumberLiteral,
    ObjectExpression,
    Template,
    TemplateText,
    TupleExpression,
    Variable,
)
from packer_systo.engine.syntax.json.hcl_expressions import DEEPEST, ExpressionReader, Mode, Places
from packer_systo.engine.syntax.json.mistakes import Mistakes
from packer_systo.engine.syntax.json.nodes import JsonString
from packer_systo.engine.syntax.json.reader import read


def expression(text: str, mode: Mode = "template") -> tuple[Expression, Mistakes]:
    root = read(text).root
    assert root is not None
    mistakes = Mistakes()
    return ExpressionReader(text, mistakes).expression(root, mode), mistakes


def valid(text: str, mode: Mode = "template") -> Expression:
    node, mistakes = expression(text, mode)
    assert mistakes.found == []
    return node


def test_each_kind_of_value() -> None:
    text = '[1.50, true, null, "x", {"k": ""}]'
    node = valid(text)
    assert isinstance(node, TupleExpression)
    number, boolean, null, string, mapping = node.items
    assert number == NumberLiteral(1, 5, "1.50")
    assert boolean == BoolLiteral(7, 11, value=True)
    assert null == NullLiteral(13, 17)
    assert string == Template(19, 22, (TemplateText(20, 21, "x"),))
    assert isinstance(mapping, ObjectExpression)
    (item,) = mapping.items
    assert text[item.start : item.end] == '"k": ""'
    assert item.key == Template(25, 28, (TemplateText(26, 27, "k"),))
    assert item.value == Template(30, 32, ())


def test_a_string_that_is_one_interpolation_is_one() -> None:
    text = '"${var.name}"'
    node = valid(text)
    assert isinstance(node, Template)
    (part,) = node.parts
    assert isinstance(part, Interpolation)
    assert text[part.start : part.end] == "${var.name}"
    assert isinstance(part.expression, GetAttribute)
    assert text[part.expression.start : part.expression.end] == "var.name"
    assert (node.start, node.end) == (0, len(text))


def test_places_count_the_escapes_before_them() -> None:
    text = json.dumps({"a": 'é "q" \U0001f600 ${upper("x")} \\ ${var.b}'})
    node = valid(text)
    assert isinstance(node, ObjectExpression)
    template = node.items[0].value
    assert isinstance(template, Template)
    calls = [part for part in template.parts if isinstance(part, Interpolation)]
    assert [text[part.start : part.end] for part in calls] == [r"${upper(\"x\")}", "${var.b}"]
    call = calls[0].expression
    assert isinstance(call, FunctionCall)
    assert text[call.start : call.name_end] == "upper"


@given(st.text(), st.integers(min_value=0))
def test_a_place_in_a_string_leads_to_the_character_that_stands_there(
    value: str, choice: int
) -> None:
    text = json.dumps(value)
    places = Places(text, JsonString(0, len(text), value))
    assert places.at(0) == 1
    assert places.at(len(value)) == len(text) - 1
    if value:
        at = choice % len(value)
        assert json.loads(f'"{text[places.at(at) : places.at(at + 1)]}"') == value[at]


def test_keys_of_objects_are_templates_too() -> None:
    node = valid('{"${var.k}": 1}')
    assert isinstance(node, ObjectExpression)
    key = node.items[0].key
    assert isinstance(key, Template)
    assert isinstance(key.parts[0], Interpolation)


def test_in_literal_mode_everything_stands_for_itself() -> None:
    node = valid('{"${k}": ["%{ if }", "${"]}', "literal")
    assert isinstance(node, ObjectExpression)
    assert node.items[0].key == Template(1, 7, (TemplateText(2, 6, "${k}"),))
    tuple_ = node.items[0].value
    assert isinstance(tuple_, TupleExpression)
    assert [
        part.value
        for item in tuple_.items
        if isinstance(item, Template)
        for part in item.parts
        if isinstance(part, TemplateText)
    ] == ["%{ if }", "${"]


def test_in_expression_mode_a_string_is_code() -> None:
    text = '"list(string)"'
    node = valid(text, "expression")
    assert isinstance(node, FunctionCall)
    assert node.name == "list"
    assert node.arguments == (Variable(6, 12, "string"),)
    assert text[6:12] == "string"


@pytest.mark.parametrize("mode", ["template", "expression"])
def test_mistakes_within_a_string_are_reported_in_the_json_text(mode: Mode) -> None:
    text = r'["\n\n", "\t${var.}"]'
    _, mistakes = expression(text, mode)
    assert mistakes.found
    for found in mistakes.found:
        assert text.index("${") <= found.start <= found.end < len(text) - 1


def test_nesting_is_bounded() -> None:
    assert valid("[" * DEEPEST + "]" * DEEPEST)
    _, mistakes = expression("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    assert [found.start for found in mistakes.found] == [DEEPEST]


def test_what_could_not_be_read_is_invalid() -> None:
    node, _ = expression("[tru]")
    assert isinstance(node, TupleExpression)
    assert isinstance(node.items[0], Invalid)

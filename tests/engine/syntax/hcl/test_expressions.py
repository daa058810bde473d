"""Operators, operands and paths."""

from __future__ import annotations

import pytest

from hcl_reading import mistake_of, value_of
from packer_systo.engine.syntax.hcl.nodes import (
    Binary,
    BoolLiteral,
    Conditional,
    Expression,
    FunctionCall,
    GetAttribute,
    Index,
    NullLiteral,
    NumberLiteral,
    Parenthesis,
    Splat,
    SplatElement,
    Template,
    TemplateText,
    Unary,
    Variable,
)


def written(node: Expression) -> str:
    """An expression with all its brackets, to see how it was grouped."""
    if isinstance(node, NumberLiteral):
        return node.text
    if isinstance(node, Variable):
        return node.name
    if isinstance(node, BoolLiteral):
        return str(node.value).lower()
    if isinstance(node, NullLiteral):
        return "null"
    if isinstance(node, Unary):
        return f"({node.operator}{written(node.operand)})"
    if isinstance(node, Binary):
        return f"({written(node.left)} {node.operator} {written(node.right)})"
    if isinstance(node, Conditional):
        parts = map(written, (node.condition, node.then, node.otherwise))
        return "({} ? {} : {})".format(*parts)
    if isinstance(node, Parenthesis):
        return f"<{written(node.expression)}>"
    if isinstance(node, GetAttribute):
        return f"{written(node.target)}.{node.name}"
    if isinstance(node, Index):
        return f"{written(node.target)}[{written(node.key)}]"
    if isinstance(node, SplatElement):
        return "@"
    if isinstance(node, Splat):
        return f"{written(node.target)}{'[*]' if node.full else '.*'}{{{written(node.each)}}}"
    if isinstance(node, FunctionCall):
        return f"{node.name}()"
    assert isinstance(node, Template)
    return '"…"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 * 2 + 3", "((1 * 2) + 3)"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("a || b && c", "(a || (b && c))"),
        ("a == b && c != d", "((a == b) && (c != d))"),
        ("a < b == c >= d", "((a < b) == (c >= d))"),
        ("a % b / c", "((a % b) / c)"),
        ("-a + b", "((-a) + b)"),
        ("-a.b", "(-a.b)"),
        ("!a == b", "((!a) == b)"),
        ("- -1", "(-(-1))"),
        ("!!a", "(!(!a))"),
        ("a ? b : c", "(a ? b : c)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? b ? c : d : e", "(a ? (b ? c : d) : e)"),
        ("a == 1 ? 2 + 3 : 4", "((a == 1) ? (2 + 3) : 4)"),
        ("(1 + 2) * 3", "(<(1 + 2)> * 3)"),
        ("(\n1\n+\n2\n)", "<(1 + 2)>"),
        ("null", "null"),
        ("nullable", "nullable"),
        ("true-false", "true-false"),
        ("a-b - c", "(a-b - c)"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert written(value_of(f"a = {text}\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b.c", "a.b.c"),
        ("a . b", "a.b"),
        ("a.0.b", "a[0].b"),
        ("a[0][b].c", "a[0][b].c"),
        ("a[\n0\n]", "a[0]"),
        ('a["b"]', 'a["…"]'),
        ("a[*]", "a[*]{@}"),
        ("a[*].b[0].c", "a[*]{@.b[0].c}"),
        ("a[*].b[*].c", "a[*]{@.b[*]{@.c}}"),
        ("a.*.b.0.c", "a.*{@.b[0].c}"),
        ("a.*.b[0]", "a.*{@.b}[0]"),
        ("a.*[*]", "a.*{@}[*]{@}"),
        ("f(1).b", "f().b"),
        ("(a).b", "<a>.b"),
        ("[1][0]", None),
        ("a.true", "a.true"),
        ("a::b::c(1)", "a::b::c()"),
        ("true(1)", "true()"),
    ],
)
def test_paths(text: str, expected: str | None) -> None:
    value = value_of(f"a = {text}\n")
    if expected is None:
        assert isinstance(value, Index)
    else:
        assert written(value) == expected


@pytest.mark.parametrize("text", ["0", "007", "1.5", "1e5", "1E+5", "2.5e-3", "1.e3", "9" * 300])
def test_numbers_stay_as_written(text: str) -> None:
    assert value_of(f"a = {text}\n") == NumberLiteral(4, 4 + len(text), text)


def test_spans_cover_what_was_written() -> None:
    text = "a = -b.c[0] + f(1) * (2)\n"
    value = value_of(text)
    assert isinstance(value, Binary)
    assert text[value.start : value.end] == "-b.c[0] + f(1) * (2)"
    assert text[value.left.start : value.left.end] == "-b.c[0]"
    assert text[value.right.start : value.right.end] == "f(1) * (2)"


def test_a_splat_covers_what_follows_it() -> None:
    text = "a = b[*].c\n"
    value = value_of(text)
    assert isinstance(value, Splat)
    assert text[value.start : value.end] == "b[*].c"
    assert value.each == GetAttribute(5, 10, SplatElement(5, 8), "c")


def test_a_string_can_be_an_operand() -> None:
    value = value_of('a = "b" == c\n')
    assert isinstance(value, Binary)
    assert value.left == Template(4, 7, (TemplateText(5, 6, "b"),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a =\n", "A value is missing here. It has to start on the same line."),
        ("a =", "The file ends where a value is expected."),
        ("a = = 1\n", "There is an = too many here."),
        ("a = 1 +\n", "A value is missing here. It has to start on the same line."),
        ("a = * 1\n", "A value is missing before this *."),
        ("a = b ? c\n", "A : with the value for the other case is missing here"),
        ("a = 1.2.3\n", "This is not a number"),
        ("a = 1e2e3\n", "This is not a number"),
        ("a = .5\n", "A number needs a digit before its dot."),
        ("a = b.\n", "A name is missing after the dot before this."),
        ("a = b.0.1\n", "Two indexes with dots in a row"),
        ("a = b.*.*\n", "One .* cannot stand within another; use [*]."),
        ("a = b.*.\n", "A name is missing after the dot before this."),
        ("a = b[*\n", "A ] is missing after this *."),
        ("a = b[1\n", "A ] is missing here, or an operator before this."),
        ("a = b & c\n", "HCL has no operators on bits."),
        ("a = 'b'\n", "Single quotes do not make a string in HCL"),
        ("a = `b`\n", "Backquotes do not make a string in HCL"),
        ("a = \u201cb\u201d\n", "This is a typographic quotation mark"),
        ("a =\u00a0b\n", "This looks like a space but is another character"),
        ("a = ${b}\n", "${ … } works within quotes only."),
        ("a = $b\n", "Names are written without a $."),
        ("a = b@c\n", "@ means nothing here."),
        ("a = \\b\n", "A backslash means something within quotes only."),
        ("a = \ufeffb\n", "There is a byte order mark here"),
        ("a = b\rc = 1\n", "There is a carriage return without a line feed"),
        ("a = b\0\n", "The character U+0000 is not part of HCL."),
        ("a = b::\n", "The name of a function is missing after this ::."),
        ("a = b::c\n", "A ( is missing here"),
    ],
)
def test_mistakes_are_said_in_words(text: str, message: str) -> None:
    assert mistake_of(text).startswith(message)

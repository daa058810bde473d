from __future__ import annotations

import pytest

from packer_systo.engine.syntax.hcl.nodes import Attribute
from packer_systo.engine.syntax.hcl.parser import parse, parse_expression
from packer_systo.engine.template.references import (
    iterator_name,
    literal_text,
    of_body,
    of_expression,
)


def found(text: str) -> set[str]:
    expression, diagnostics = parse_expression(text)
    assert diagnostics == []
    return {".".join((one.root, *one.names)) for one in of_expression(expression).references}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("var.a", {"var.a"}),
        ('var["a"].b[0].c', {"var.a.b.0.c"}),
        ("local.a[local.b].c", {"local.a", "local.b"}),
        ("local", {"local"}),
        ('"x${var.a}%{ if var.b }${var.c}%{ else }${var.d}%{ endif }"',
         {"var.a", "var.b", "var.c", "var.d"}),
        ('"%{ for k, v in var.a }${k}${v}${var.b}%{ endfor }"', {"var.a", "var.b"}),
        ("[for x in var.a : x.b if x.c && var.d]", {"var.a", "var.d"}),
        ("{ for k, v in var.a : k => v... if k }", {"var.a"}),
        ("[for var in local.a : var.b]", {"local.a"}),
        ("var.a[*].b", {"var.a"}),
        ("f(var.a, g(var.b)...)", {"var.a", "var.b"}),
        ("{ var = var.a, (var.b) = 1 }", {"var.a", "var.b"}),
        ("var.a ? var.b : (-var.c)", {"var.a", "var.b", "var.c"}),
        ("convert(var.a, list(string))", {"var.a"}),
        ("data.amazon-ami.x.id", {"data.amazon-ami.x.id"}),
    ],
)  # fmt: skip
def test_references(text: str, expected: set[str]) -> None:
    assert found(text) == expected


def test_calls_have_the_place_of_their_name() -> None:
    text = "upper(lower(1))"
    expression, _ = parse_expression(text)
    calls = of_expression(expression).calls
    assert {(one.name, text[one.start : one.end]) for one in calls} == {
        ("upper", "upper"),
        ("lower", "lower"),
    }


def test_what_try_and_can_look_for_is_guarded() -> None:
    expression, _ = parse_expression("[try(var.a, var.b), can(f(var.c)), var.d]")
    references = of_expression(expression).references
    assert {one.names[0]: one.guarded for one in references} == {
        "a": True,
        "b": True,
        "c": True,
        "d": False,
    }


def test_the_iterator_of_a_dynamic_block_is_no_reference() -> None:
    text = """
dynamic "a" {
  for_each = a.b
  iterator = it
  labels   = [it.key, var.l]
  content {
    x = it.value
    y = a.c
    dynamic "b" {
      for_each = it.value
      content {
        z = [b.value, it.value, c.value]
      }
    }
  }
}
"""
    references = of_body(parse(text).file.body).references
    assert {".".join((one.root, *one.names)) for one in references} == {
        "a.b",
        "var.l",
        "a.c",
        "c.value",
    }


def test_the_name_of_an_iterator() -> None:
    first, second = parse('dynamic "a" {}\ndynamic "a" {\n  iterator = b\n}\n').file.body.blocks()
    assert [iterator_name(first), iterator_name(second)] == ["a", "b"]


def test_literal_text() -> None:
    body = parse('a = "x"\nb = ""\nc = "${x}"\nd = 1\ne = <<E\ny\nE\n').file.body
    texts = [literal_text(one.expression) for one in body.items if isinstance(one, Attribute)]
    assert texts == ["x", "", None, None, "y\n"]


def test_a_long_expression() -> None:
    assert found("+".join(["var.a"] * 100)) == {"var.a"}

"""The height of trees is bounded, however it comes about."""

from __future__ import annotations

import pytest

from packer_systo.engine.syntax.hcl.height import MAX_HEIGHT, beyond
from packer_systo.engine.syntax.hcl.nodes import Unary, Variable
from packer_systo.engine.syntax.hcl.parser import parse, parse_expression, parse_template
from packer_systo.engine.syntax.hcl.scanner import MAX_CHAIN, MAX_DEPTH


def test_beyond_finds_a_node_that_is_too_deep() -> None:
    leaf = Variable(0, 1, "a")
    assert beyond(Unary(0, 1, "-", leaf), 2) is None
    assert beyond(Unary(0, 1, "-", leaf), 1) == leaf


@pytest.mark.parametrize(
    "value",
    [
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        "(" * (MAX_DEPTH - 5) + "1" + ")" * (MAX_DEPTH - 5),
        " + ".join(["b"] * MAX_CHAIN),
        "b" + ".c" * MAX_CHAIN,
        "b" + "[0]" * (MAX_CHAIN - 1),
        "-" * MAX_CHAIN + "1",
        "b ? 1 : " * (MAX_DEPTH - 1) + "2",
    ],
)
def test_what_may_be_read(value: str) -> None:
    assert parse(f"a = {value}\n").diagnostics == []


@pytest.mark.parametrize(
    "value",
    [
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        '"${' * (MAX_DEPTH + 2) + "b" + '}"' * (MAX_DEPTH + 2),
        "f(" * (MAX_DEPTH + 1) + ")" * (MAX_DEPTH + 1),
        "(" * 90 + "1" + "+ 1 + 1 + 1)" * 90,
        "(" * 20 + "b" + (".c" * 20 + ")") * 20,
    ],
)
def test_what_is_nested_too_deeply(value: str) -> None:
    for text, diagnostics in (
        (value, parse(f"a = {value}\n").diagnostics),
        (value, parse_expression(value)[1]),
        (value, parse_template(f"${{{value}}}")[1]),
    ):
        assert any("nested too deeply" in each.message for each in diagnostics), text


@pytest.mark.parametrize(
    "value",
    [
        " + ".join(["b"] * (MAX_CHAIN + 2)),
        "b" + ".c" * (MAX_CHAIN + 1),
        "b" + ". c" * (MAX_CHAIN + 1),
        "b" + "[*]" * (MAX_CHAIN + 1),
        "b.*" + ".c" * (MAX_CHAIN + 1),
        "!" * (MAX_CHAIN + 1) + "b",
    ],
)
def test_what_is_too_long(value: str) -> None:
    (diagnostic,) = parse(f"a = {value}\nb = 1\n").diagnostics
    assert "too long" in diagnostic.message


def test_blocks_nest_no_deeper_either() -> None:
    (diagnostic,) = parse("a {\n" * (MAX_DEPTH + 1) + "}\n" * (MAX_DEPTH + 1)).diagnostics
    assert "nested too deeply" in diagnostic.message


def test_a_tree_that_is_too_high_is_not_kept() -> None:
    parsed = parse("a = " + "(" * 90 + "1" + "+ 1 + 1 + 1)" * 90 + "\nb = 1\n")
    assert len(parsed.diagnostics) == 1
    assert [item.start for item in parsed.file.body.items] == [parsed.file.body.items[0].start]
    assert beyond(parsed.file.body, MAX_HEIGHT + 1) is None

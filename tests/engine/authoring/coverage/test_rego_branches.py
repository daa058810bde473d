"""Marks in Rego: one in each branch, and the text means the same with them."""

from __future__ import annotations

import pytest
import regorus

from packer_systo.engine.authoring.coverage.rego_branches import MARK, mark, rule_heads
from packer_systo.engine.bundle.builtin import builtin_bundles

HEAD = "package a\nimport rego.v1\n"


def held(text: str, query: str, document: str = "{}") -> tuple[str, list[str]]:
    """What a query gives with the marks in, and the branches that held: name and line below HEAD."""
    marked = mark(HEAD + text, 0)
    assert marked.text.count("\n") == (HEAD + text).count("\n")
    seen: set[int] = set()

    def reached(number: int) -> bool:
        seen.add(number)
        return True

    engine = regorus.Engine()
    engine.set_rego_v0(False)
    engine.add_extension(MARK, 1, reached)
    engine.add_policy("a.rego", marked.text)
    engine.set_input_json(document)
    result = engine.eval_rule_as_json(f"data.a.{query}")
    found = [marked.branches[number] for number in sorted(seen)]
    return result, [f"{one.name} {one.line - 2}" for one in found]


@pytest.mark.parametrize(
    ("text", "document", "result", "branches"),
    [
        ("x if input.a == 1\n", '{"a": 1}', "true", ["x 1"]),
        ("x if input.a == 1\n", '{"a": 2}', '"<undefined>"', []),
        ('x if input.a == "é✓"\n', '{"a": "é✓"}', "true", ["x 1"]),
        ("x if { input.a == `r` } # } no end\n", '{"a": "r"}', "true", ["x 1"]),
        ('x if "b" == input.a\n', '{"a": "b"}', "true", ["x 1"]),
        ("x if {\n\tinput.a\n\t# the last\n}\n", '{"a": 1}', "true", ["x 1"]),
        ("x := 1 if { input.a } else := 2\n", "{}", "2", ["x 1"]),
        ("x := 1 if input.a\nelse := 2 if input.b\n", '{"b": 3}', "2", ["x 2"]),
        ("x contains 1 if input.a\nx contains 2\n", "{}", "[\n  2\n]", ["x 2"]),
        ("x := f(2)\nf(1) := 1\nf(n) := n + 1 if n > 1\n", "{}", "3", ["f 3"]),
        ("x if every n in input.a { n > 1 }\n", '{"a": [2, 3]}', "true", ["x 1"]),
        ("x if not input.a with input as {}\n", "{}", "true", ["x 1"]),
        (
            'x if {"a": input.a, "b": {"c": 1}} == {"a": 1, "b": {"c": 1}}\n',
            '{"a": 1}',
            "true",
            ["x 1"],
        ),
        ("x if {1, input.a} != {1}\n", '{"a": 2}', "true", ["x 1"]),
        ('x if { {"a": input.a} == {"a": 1} }\n', '{"a": 1}', "true", ["x 1"]),
        ("default x := 4\nx := 5 if input.a\n", "{}", "4", []),
    ],
)
def test_a_branch_is_reached_when_it_holds(
    text: str, document: str, result: str, branches: list[str]
) -> None:
    assert held(text, "x", document) == (result, branches)


def test_each_else_is_a_branch() -> None:
    marked = mark(f"{HEAD}f(n) := 1 if n == 1\nelse := 2 if n == 2\nelse := 3\n", 10)
    assert [(one.name, one.line, one.alternative) for one in marked.branches] == [
        ("f", 3, 0),
        ("f", 4, 1),
        ("f", 5, 2),
    ]
    assert f"{MARK}(10)" in marked.text
    assert f"{MARK}(12)" in marked.text


def test_constants_and_defaults_are_no_branches() -> None:
    assert mark(f"{HEAD}default a := 1\nnames := {{1, 2}}\n", 0).branches == ()


def test_what_is_no_rego_is_refused() -> None:
    with pytest.raises(RuntimeError):
        mark("package a\nx if {", 0)


def test_every_rego_file_of_ours_can_be_marked() -> None:
    texts = [
        text
        for bundle in builtin_bundles()
        for text in (
            *(text for _, text in bundle.libraries),
            *(rule.rego for rule in bundle.rules if rule.language == "rego"),
        )
    ]
    assert len(texts) > 20
    for text in texts:
        marked = mark(text, 0)
        engine = regorus.Engine()
        engine.set_rego_v0(False)
        engine.add_extension(MARK, 1, bool)
        engine.add_policy("a.rego", marked.text)
        assert marked.branches


def test_the_names_of_rules() -> None:
    text = f"{HEAD}test_a if true\ntest_b[x] contains y if some x, y in [1]\nf(x) := x\n"
    assert [(one.name, one.line) for one in rule_heads(text)] == [
        ("test_a", 3),
        ("test_b", 4),
        ("f", 5),
    ]

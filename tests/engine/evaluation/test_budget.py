"""Hostile templates end quickly and are told why."""

from __future__ import annotations

import time

import pytest

from evaluating import made, run
from packer_systo.engine.evaluation.budget import (
    MAXIMUM_VALUE_DEPTH,
    Budget,
    OverBudgetError,
)
from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Namespace, Scope
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.parser import parse_expression
from packer_systo.engine.values.constructors import string, tuple_value
from packer_systo.engine.values.value import Unknown

THOUSAND = made(list(range(1000)))


def stopped(text: str, message: str) -> None:
    outcome = run(text, {"l": THOUSAND})
    assert len(outcome.problems) == 1
    assert message in outcome.messages[0]
    assert isinstance(outcome.value.data, Unknown)


@pytest.mark.parametrize(
    "text",
    [
        "[for a in l : [for b in l : [for c in l : 1]]]",
        "{for a in l : a => length([for b in l : length([for c in l : c])])}",
        '"%{ for a in l }%{ for b in l }%{ for c in l }%{ endfor }%{ endfor }%{ endfor }"',
        "[for a in l : [for b in l : l == [for c in l : c]]]",
        "[for a in l : [for b in l : contains(l, -1)]]",
        "[for a in l : [for b in l : true ? l : []]]",
    ],
)
def test_loops_in_loops_end(text: str) -> None:
    stopped(text, "takes too many steps")


def test_after_the_last_step_nothing_is_evaluated() -> None:
    budget = Budget(steps=3)
    assert run("[1, 2, 3, 4]", budget=budget).messages == [
        "This template takes too many steps to evaluate."
    ]
    after = run("1", budget=budget)
    assert after.problems == []
    assert isinstance(after.value.data, Unknown)


def test_doubling_texts_end() -> None:
    names = Namespace("local", {"t0": string("x" * 1024)})
    scope = Scope(SourceText("a", ""), {"local": names})
    for at in range(40):
        text = f'"${{local.t{at}}}${{local.t{at}}}"'
        node, _ = parse_expression(text)
        inner = scope.at(SourceText("a", text))
        names.values[f"t{at + 1}"] = evaluate(node, inner)
    assert [one.message for one in scope.problems][:1] == [
        "This text is longer than 16,777,216 characters."
    ]


def test_many_long_texts_end() -> None:
    outcome = run('[for a in l : "${t}!"]', {"l": THOUSAND, "t": string("x" * 8_000_000)})
    assert outcome.messages == [
        "The texts of this template are longer than 268,435,456 characters together."
    ]


def test_doubling_lists_end() -> None:
    names = Namespace("local", {"t0": made([1, 2])})
    scope = Scope(SourceText("a", ""), {"local": names})
    for at in range(60):
        text = f"[local.t{at}, local.t{at}]"
        node, _ = parse_expression(text)
        names.values[f"t{at + 1}"] = evaluate(node, scope.at(SourceText("a", text)))
    assert "parts" in scope.problems[0].message


def test_deep_values_end() -> None:
    names = Namespace("local", {"t0": made([1])})
    scope = Scope(SourceText("a", ""), {"local": names})
    for at in range(MAXIMUM_VALUE_DEPTH + 10):
        text = f"[local.t{at}]"
        node, _ = parse_expression(text)
        names.values[f"t{at + 1}"] = evaluate(node, scope.at(SourceText("a", text)))
    assert "levels deep" in scope.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 80 + "]" * 80,
        "(" * 80 + "1" + ")" * 80,
        "!" * 80 + "true",
        "true ? 1 : " * 80 + "1",
        "{ a = " * 80 + "1" + "}" * 80,
        "upper(" * 80 + '"a"' + ")" * 80,
        '"${' * 40 + "1" + '}"' * 40,
        "[for a in " * 40 + "[]" + " : a]" * 40,
    ],
)
def test_nesting_of_eighty_levels_is_evaluated(text: str) -> None:
    node, diagnostics = parse_expression(text)
    if diagnostics:
        pytest.skip("the parser refuses this nesting already")
    assert run(text).problems == []
    del node


def test_measuring_shared_values_is_quick() -> None:
    budget = Budget()
    value = tuple_value([made(1)] * 200)
    started = time.process_time()
    for _ in range(40):
        try:
            value = tuple_value([value, value])
            budget.measure(value)
        except OverBudgetError:
            break
    assert time.process_time() - started < 2


def test_a_suggestion_is_not_looked_for_a_thousand_times() -> None:
    names = Namespace("local", {f"name_{at}": made(1) for at in range(1900)})
    text = ", ".join(f"local.nane_{at}" for at in range(3000))
    started = time.process_time()
    outcome = run(f"[{text}]", {"local": names})
    assert time.process_time() - started < 20
    suggested = [one for one in outcome.messages if "Did you mean" in one]
    assert len(outcome.problems) == 3000
    assert len(suggested) == 100

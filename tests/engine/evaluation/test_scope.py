from __future__ import annotations

from evaluating import made, namespace
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR
from packer_systo.engine.evaluation.scope import Scope, whole
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.nodes import NullLiteral

NODE = NullLiteral(0, 1)


def scope() -> Scope:
    return Scope(SourceText("a", "x"), {"a": made(1), "b": made(2)})


def test_inner_names_hide_outer_ones() -> None:
    inner = scope().within({"a": made(3)})
    assert inner.find("a") == made(3)
    assert inner.find("b") == made(2)
    assert inner.find("c") is None
    assert inner.all_names() == {"a", "b"}


def test_problems_of_inner_scopes_come_to_the_outer_one() -> None:
    outer = scope()
    outer.within({}).report(NODE, EXPRESSION_ERROR, "one")
    outer.at(SourceText("b", "y")).report(NODE, EXPRESSION_ERROR, "one")
    assert [problem.span.source.path for problem in outer.problems] == ["a", "b"]


def test_a_quiet_scope_keeps_its_problems() -> None:
    outer = scope()
    quiet = outer.quiet()
    quiet.report(NODE, EXPRESSION_ERROR, "one")
    assert outer.problems == []
    outer.log.take(quiet.log)
    assert [problem.message for problem in outer.problems] == ["one"]
    assert outer.log.errors == 1


def test_a_problem_is_said_once_and_counted_each_time() -> None:
    one = scope()
    one.report(NODE, EXPRESSION_ERROR, "same")
    one.report(NODE, EXPRESSION_ERROR, "same")
    assert len(one.problems) == 1
    assert one.log.errors == 2


def test_a_namespace_as_one_value() -> None:
    assert whole(namespace("local", b=made(1), a=made(2))) == made({"a": 2, "b": 1})
    assert whole(made(1)) == made(1)

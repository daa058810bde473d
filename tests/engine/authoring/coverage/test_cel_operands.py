"""CEL conditions taken apart: the same truth as the whole, operand by operand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packer_systo.engine.authoring.coverage.cel_operands import operand, truth
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.cel.interface import CelError


@pytest.mark.parametrize(
    ("expression", "operands"),
    [
        ("a", ["a"]),
        ("a && b", ["a", "b"]),
        ("a || b && !c", ["a", "b", "!c"]),
        ("!(a && b) || c", ["a", "b", "c"]),
        ("(a) ", ["a"]),
        ("(a) && (b || c)", ["a", "b", "c"]),
        ("(a).x == (b)", ["(a).x == (b)"]),
        ("a ? b : c", ["a", "b", "c"]),
        ("a ? b ? c : d : e", ["a", "b", "c", "d", "e"]),
        ("a ? b : c ? d : e", ["a", "b", "c", "d", "e"]),
        ('x == "&& ||" && y', ['x == "&& ||"', "y"]),
        ("xs.exists(x, x.a && x.b)", ["xs.exists(x, x.a && x.b)"]),
        ("{'a': 1 > 0 ? 2 : 3}.a == 2", ["{'a': 1 > 0 ? 2 : 3}.a == 2"]),
        ("!has(self.a)", ["!has(self.a)"]),
        ("!a == b", ["!a == b"]),
        ("", [""]),
    ],
)
def test_the_operands(expression: str, operands: list[str]) -> None:
    assert list(operand(expression).leaves()) == operands


def test_parentheses_without_end_are_bounded() -> None:
    assert len(list(operand("(" * 5000 + "a" + ")" * 5000).leaves())) == 1


ATOMS = st.sampled_from(["self.t", "self.f", "self.gone", "(1 == 1)"])
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{} && {}".format, inner, inner),
        st.builds("{} || {}".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({})".format, inner),
        st.builds("({} ? {} : {})".format, ATOMS, inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS)
def test_the_parts_give_the_truth_of_the_whole(expression: str) -> None:
    document = cel_engine().prepare({"t": True, "f": False}, {}, "2026-01-01T00:00:00Z")

    def evaluate(text: str) -> bool | None:
        try:
            return document.evaluate(text, ()) is True
        except CelError:
            return None

    assert truth(operand(expression), evaluate) is evaluate(expression)

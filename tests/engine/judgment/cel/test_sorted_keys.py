"""Where `map` and `filter` are led through sorted keys, and where not."""

from __future__ import annotations

import pytest

from packer_systo.engine.judgment.cel.sorted_keys import SORTED_KEYS, through_sorted_keys


@pytest.mark.parametrize(
    "expression",
    [
        "self.a.all(x, x > 1)",
        "[1, 2].map(x, x)",
        "'a,b'.split(',').map(x, x).filter(x, x > 'a')",
        "self.a in ['a'].filter(x, true)",
        "self.map == 1 // self.a.map(x, x)",
        "'self.a.map(x, x)' == self.filter",
    ],
)
def test_known_lists_stay(expression: str) -> None:
    assert through_sorted_keys(expression) == expression


@pytest.mark.parametrize(
    ("expression", "receiver"),
    [
        ("!self.a.filter(k, true)[0]", "self.a"),
        ("'x' in doc.b[0]['c'].map(k, k)", "doc.b[0]['c']"),
        ("1 + self.a[self.b[0]].map(k, k).size()", "self.a[self.b[0]]"),
    ],
)
def test_a_path_is_asked_what_it_is(expression: str, receiver: str) -> None:
    keys = f"(type({receiver}) == type({{}}) ? {receiver}.{SORTED_KEYS}() : {receiver})"
    assert through_sorted_keys(expression) == expression.replace(f"{receiver}.", f"{keys}.", 1)


def test_what_is_computed_is_computed_once() -> None:
    text = "(self.a ? self.b : f(self.c.map(k, k))).map(k, k)"
    once = through_sorted_keys(text)
    assert once.count("f(") == 1
    assert once.startswith("[(self.a ? self.b : f((type(self.c)")
    chain = "self.a" + ".map(k, k)[0]" * 100
    assert len(through_sorted_keys(chain)) < 20 * len(chain)

"""Macros of CEL expressions: found in a text, and told by the element that decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explanation.example import explained, write_bundle
from engine.judgment.templates import cel_rule
from packer_systo.engine.explanation import text
from packer_systo.engine.explanation.cel_macros import macros_in
from snapshot import assert_snapshot

TEMPLATE = """\
source "qemu" "a" {
  owners    = ["one", "*", "two"]
  few       = ["x", "y", "z", "w", "v"]
  nested    = [{ name = "p", ports = [22] }, { name = "q", ports = [80, 3389] }]
  empty     = []
  password  = "hunter2-hunter2"
  passwords = ["hunter2-hunter2", "open"]
}

build {
  sources = ["source.qemu.a"]
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("self.xs.exists(x, x == 1)", [("exists", "self.xs", "x", "x == 1")]),
        ('1 in self["a"].b[0].all(v, v > 1)', [("all", 'self["a"].b[0]', "v", "v > 1")]),
        ('[a, ""].filter(x, x).size() == 1', [("filter", '[a, ""]', "x", "x")]),
        ("f(a.b).map(y, [y, 1])", [("map", "f(a.b)", "y", "[y, 1]")]),
        ("a.filter(x, x).exists(y, y)", [("exists", "a.filter(x, x)", "y", "y")]),
        ("a.exists(x, b.all(y, y))", [("exists", "a", "x", "b.all(y, y)")]),
        (
            "a.exists_one(x, x) == b.all(y, y)",
            [("exists_one", "a", "x", "x"), ("all", "b", "y", "y")],
        ),
        ("a.map(x, x > 1, x)", []),
        ('"a.exists(x, x)"', []),
        ("exists(x, x)", []),
    ],
)
def test_macros_of_an_expression(
    expression: str, expected: list[tuple[str, str, str, str]]
) -> None:
    found = [(one.kind, one.through, one.name, one.body) for one in macros_in(expression)]
    assert found == expected


@given(st.text(alphabet="ab.()[]{}, \"'&", max_size=60).map(lambda one: f"a.exists(x,{one}"))
def test_any_text_is_looked_through_without_an_error(expression: str) -> None:
    macros_in(expression)


@pytest.mark.parametrize(
    ("name", "assertion"),
    [
        ("exists-held", 'self.config.owners.exists(o, o == "*" || o == "?")'),
        ("exists-none", '!self.config.few.exists(f, f == "k")'),
        ("all-failed", 'self.config.nested.all(n, n.ports.all(p, p in [22, 80]) && n.name != "")'),
        ("all-held", "self.config.few.all(f, size(f) == 1)"),
        ("filter", 'self.config.owners.filter(o, o != "*").size() == 3'),
        ("exists-one", "self.config.few.exists_one(f, f > 'w')"),
        ("map", 'self.config.few.map(f, f + "!").join(",") == ""'),
        ("empty", "self.config.empty.exists(e, e == 1)"),
        ("mapping", 'self.config.nested[0].exists(k, k == "ports")'),
        ("secret", 'self.config.passwords.exists(p, p == "open")'),
    ],
)
def test_the_element_that_decides(folder: Path, name: str, assertion: str) -> None:
    (folder / "t/t.pkr.hcl").write_text(TEMPLATE)
    write_bundle(folder, cel_rule("macros", assertion, partial="judge"))
    shown = text.render(explained("small/macros"))
    assert "hunter2" not in shown
    part = shown[shown.index("= must hold") : shown.index("  = reads")]
    assert_snapshot(part, Path(__file__).parent / "snapshots" / f"macro-{name}.txt")

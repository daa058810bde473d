"""Comprehensions within statements, and statements with `with`."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.explanation.example import explained, write_bundle
from engine.judgment.templates import rego_rule
from packer_systo.engine.explanation import text
from packer_systo.engine.explanation.rego.text import Folding
from snapshot import assert_snapshot

TEMPLATE = """\
source "qemu" "a" {
  ports    = [22, 80, 3389, 8080, 8443]
  tags     = { one = "x", two = "y" }
  password = "hunter2-hunter2"
  texts    = ["hunter2-hunter2", "open", "shut"]
}

build {
  sources = ["source.qemu.a"]
}
"""
HEAD = """deny contains {"msg": "wrong", "path": ["builds", b, "sources", s]} if {
	some b, build in input.builds
	some s, source in build.sources
"""


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("elements", "count([port | some port in source.config.ports; large(port)]) > 4"),
        ("none", "high := {port | some port in source.config.ports; port > 9000}\n\tcount(high) > 0"),
        ("mapping", 'named := {name: value | some name, value in source.config.tags; value != "x"}\n\tnamed.one'),
        ("within", "every port in [one | some one in source.config.ports; not large(one)] { port < 100 }"),
        ("nested", "some pair in [[one, two] | some one in [1, 2]; two := [x | some x in source.config.ports; x < 50 * one]]\n\tcount(pair[1]) == 3"),
        ("secret", 'count([t | some t in source.config.texts; t != source.config.password]) > 5'),
        ("with", 'size := 7\n\tbusy with input.builds as [size] with data.small.limit as 9'),
    ],
)  # fmt: skip
def test_what_is_shown(folder: Path, name: str, body: str) -> None:
    (folder / "t/t.pkr.hcl").write_text(TEMPLATE)
    functions = "large(port) if port > 1000\n\nbusy if count(input.builds) > 3\n"
    rule = f"{HEAD}\t{body}\n}}\n\n{functions}"
    write_bundle(folder, rego_rule("within", rule, partial="judge", subject="/builds/*/sources/*"))
    explanation = explained("small/within")
    (subject,) = explanation.templates[0].subjects
    assert subject.untraced == ""
    shown = text.render(explanation, folding=Folding(5, everything=True))
    assert "hunter2" not in shown
    part = shown[shown.index("denied") : shown.index("  = reads")]
    assert_snapshot(part, Path(__file__).parent / "snapshots" / f"{name}.txt")

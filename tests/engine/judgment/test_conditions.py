"""What a condition reads, found in its text."""

from __future__ import annotations

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.judgment.conditions import ALL, Read, parts_of, reads_of


@pytest.mark.parametrize(
    ("expression", "reads"),
    [
        ('self.type == "qemu"', [Read(False, ("type",))]),
        ("has(self.config.iso_url)", [Read(False, ("config", "iso_url"), 0)]),
        ('self["config"]["iso_url"] != ""', [Read(False, ("config", "iso_url"))]),
        ("self.items[0].name", [Read(False, ("items", "0", "name"))]),
        ("type(self.config.x) == list", [Read(False, ("config", "x"), 0)]),
        (
            "self.cards.exists(c, type(c) == map && c.model == self.name)",
            [
                Read(False, ("cards",), 1),
                Read(False, ("cards", "*"), 0),
                Read(False, ("cards", "*", "model")),
                Read(False, ("name",)),
            ],
        ),
        ("size(doc.builds) > 0", [Read(True, ("builds",), 1)]),
        ("doc.builds.size() > 0", [Read(True, ("builds",), 1)]),
        ('self.name.startsWith("a")', [Read(False, ("name",))]),
        (
            'self.sources.exists(s, s.type == "qemu")',
            [Read(False, ("sources",), 1), Read(False, ("sources", "*", "type"))],
        ),
        (
            "doc.builds.all(b, b.sources.exists(s, has(s.config.x)))",
            [
                Read(True, ("builds",), 1),
                Read(True, ("builds", "*", "sources"), 1),
                Read(True, ("builds", "*", "sources", "*", "config", "x"), 0),
            ],
        ),
        ('"self.type" == "doc"', []),
        ("other.self.x", []),
    ],
)
def test_reads(expression: str, reads: list[Read]) -> None:
    assert list(reads_of(expression)) == reads


def test_a_name_ends_with_its_macro() -> None:
    reads = reads_of("self.a.exists(s, s.x) && s.y")
    assert Read(False, ("a", "*", "x"), ALL) in reads
    assert not any("y" in read.pattern for read in reads)


def test_parts_are_those_of_the_outermost_and() -> None:
    assert [part.expression for part in parts_of('self.a && (self.b && self.c) && "&&" == ""')] == [
        "self.a",
        "(self.b && self.c)",
        '"&&" == ""',
    ]
    assert [part.expression for part in parts_of("self.a && self.b || self.c")] == [
        "self.a && self.b || self.c"
    ]


def test_a_bundle_brings_the_parts_that_its_conditions_have() -> None:
    (bundle,) = builtin_bundles(["packer-baseline"])
    assert len(bundle.conditions) > 50
    for text, parts in bundle.conditions.items():
        assert parts_of(text) == parts

"""How the time of an expression grows with the document."""

from __future__ import annotations

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.judgment.engines.known import LINEAR, QUADRATIC, UNKNOWN
from packer_systo.engine.judgment.growth import growth


@pytest.mark.parametrize(
    ("expression", "once", "each"),
    [
        ('self.type == "qemu"', 1, 1),
        ("size(self.config.iso_urls) > 0", 1, 1),
        ('self.sources.exists(s, s.type == "qemu")', 1, 1),
        ('doc.builds.exists(b, b.name == "a")', 1, 2),
        ("doc.builds.exists(b, b.sources.exists(s, s.name == self.name))", 1, 2),
        ("doc.builds.filter(b, b.named).exists(b, b.sources.exists(s, s.used))", 1, 2),
        ("doc.builds.exists(b, doc.sources.exists(s, s.name == b.name))", 2, 3),
        ("doc.builds.all(b, b.sources.all(s, b.provisioners.all(p, p.on != s.name)))", 2, 3),
        ("self.a.exists(x, self.b.exists(y, x == y))", 2, 2),
        ('self.type in ["qemu", "docker"]', 1, 1),
        ("self.type in data.small.settings.types", 1, 1),
        ('"*" in self.config.owners', 1, 1),
        ("self.name in doc.names", 1, 2),
        ("doc.names.all(n, n in doc.names)", 2, 3),
        ("doc.builds.exists(b, doc.builds != doc.builds)", 2, 3),
        ('doc.builds.exists(b, doc.scripts[0].text.matches("y$"))', 2, 3),
        ("doc.builds.exists(b, b.name in [doc.builds, []][0])", 2, 3),
        ('doc.builds.exists(b, size(doc.scripts[0].text.split("")) == 0)', 2, 3),
        ("self.lines.exists(l, self.text.contains(l))", 2, 2),
        ("doc.builds.exists(b, [doc.builds][0].exists(c, c == b))", 2, 3),
        ("doc.builds.exists(b, self.names == self.others)", 2, 3),
        ('["a", "b"].exists(w, self.text.contains(w))', 1, 1),
        ('["a", "b"].exists(w, doc.scripts.exists(s, s.text.contains(w)))', 1, 2),
        ('self.lines.exists(l, ["a", "b"].exists(w, l.contains(w)))', 1, 1),
        ('doc.format == "hcl2" && size(doc.builds) > 0', 1, 1),
        ('doc.builds.exists(b, doc.format == "hcl2" && size(doc.builds) > 1)', 1, 2),
        ("data.small.settings.all(p, self.name.matches(p))", 1, 1),
        ("[self.a, self.b].filter(x, x).size() == 1", 1, 1),
        ('(self.a + self.b).split(",").exists(x, x == "")', 2, 2),
        ('"doc.builds.exists(" == self.name', 1, 1),
        ('self.name.replace("_", "")', 1, 1),
        ('self.name.replace(">=", ">")', 1, 1),
        ('self.name.replace("", "aa")', UNKNOWN, UNKNOWN),
        ('self.name.replace("a", "aa")', UNKNOWN, UNKNOWN),
        ("self.name.replace(self.type, self.name)", UNKNOWN, UNKNOWN),
        ("doc.names.map(n, n + doc.path)", UNKNOWN, UNKNOWN),
        ("doc.names.all(n, size(n + doc.path) < 9)", UNKNOWN, UNKNOWN),
        ("self.name.format([self.type])", UNKNOWN, UNKNOWN),
    ],
)
def test_what_it_goes_through_decides(expression: str, once: int, each: int) -> None:
    assert growth(expression, each=False) == once
    assert growth(expression, each=True) == each


def test_the_rules_that_come_with_the_program_are_linear_but_a_few() -> None:
    """The others are judged in a worker on a large document, which costs every run there."""
    slower = {
        name: power
        for bundle in builtin_bundles()
        for name, power in bundle.growth.items()
        if power > LINEAR
    }
    assert slower == {
        "packer-baseline/key-without-encryption": QUADRATIC,
        "packer-baseline/undirected-docker-result": QUADRATIC,
        "packer-style/unnamed-build": QUADRATIC,
    }

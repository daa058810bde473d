"""The outline of a body."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.outline import Entry, Outline, outline
from packer_systo.engine.syntax.hcl.parser import parse

TEXT = """a = { k = 1, "l" = [{ m = 2 }], (n) = 3 }
source "qemu" x {
  b = "${ { o = 1 }.o }"
  c = <<EOT
${ { p = 1 }.p }
EOT
}
"""


def of(text: str) -> Outline:
    return outline(text, parse(text).file.body)


def summary(text: str) -> list[tuple[str, str, str, int]]:
    return [
        (text[entry.start : entry.name_end], entry.kind, entry.name, entry.parent)
        for entry in of(text).entries
    ]


def test_attributes_blocks_and_object_items_with_what_is_around_them() -> None:
    block = TEXT.index("source")
    assert summary(TEXT) == [
        ("a", "attribute", "a", -1),
        ("k", "item", "", 0),
        ('"l"', "item", "", 0),
        ("m", "item", "", TEXT.index('"l"')),
        ("(", "item", "", 0),
        ('source "qemu" x', "block", "source qemu x", -1),
        ("b", "attribute", "b", block),
        ("o", "item", "", TEXT.index("b =")),
        ("c", "attribute", "c", block),  # and nothing of the heredoc
    ]


def test_what_is_around_a_place() -> None:
    found = of(TEXT)
    inner = found.around(TEXT.index("2 }"))
    assert inner is not None
    assert inner.start == TEXT.index("m =")
    after = found.around(TEXT.index("c = ") - 2)
    assert after is not None
    assert after.name == "source qemu x"
    assert found.around(TEXT.index("\nsource")) is None
    assert found.around(len(TEXT)) is None


def test_how_entries_are_described() -> None:
    assert Entry(0, 5, "attribute", "a", 1, -1).described == 'the attribute "a"'
    assert Entry(0, 5, "item", "", 1, -1).described == "an item of an object"


def test_what_is_the_same() -> None:
    ours = of("a = 1\nb { c = 1 }\n")
    assert all(entry.same_in(ours) for entry in ours.entries)
    other = of("a = 1\nb = { c = 1 }")
    assert [entry.name for entry in ours.entries if not entry.same_in(other)] == ["b", "c"]

"""Names with letters beyond ASCII."""

from __future__ import annotations

import pytest

from hcl_reading import items_of, mistakes_of
from packer_systo.engine.syntax.hcl.identifiers import name_length
from packer_systo.engine.syntax.hcl.nodes import Attribute


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("a-b", 3),
        ("-a", 0),
        ("größe", 5),
        ("名前", 2),
        ("e\u0301", 2),  # a combining mark goes on with a name
        ("\u0301e", 0),  # and does not start one
        ("a\u00b7b", 3),
        ("\u00b7b", 0),
        ("a\u2028b", 1),
        ("a\u00a0", 1),
        ("a😀", 1),
        ("\U000323af", 1),  # CJK extension H, new in Unicode 15
        ("\U00016ea0", 1),  # Beria Erfe, new in Unicode 17
        ("\u037a", 1),  # in ID_Start, not in XID_Start
        ("a\u30fb", 2),  # in ID_Continue since Unicode 15.1
    ],
)
def test_name_length(text: str, length: int) -> None:
    assert name_length(text) == length


def test_names_stop_where_a_character_cannot_be_in_one() -> None:
    assert mistakes_of("größ😀e = 1\n")[0][0] == 1
    assert mistakes_of("a = größ\u00a0e\n")[0][0] == 1


def test_paths_with_such_names() -> None:
    item = items_of("a = größe.名前.b\n")[0]
    assert isinstance(item, Attribute)
    assert item.end == 14

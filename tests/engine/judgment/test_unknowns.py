"""Whether something that decides is unknown: at a place, above it or inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.judgment.patterns import parse_pattern
from packer_systo.engine.judgment.unknowns import Unknowns, describe
from packer_systo.engine.template.document import UnknownEntry

if TYPE_CHECKING:
    from packer_systo.engine.template.sourcemap import Path

SUBJECT: Path = ("builds", 0, "sources", 0)


def unknowns(*paths: Path) -> Unknowns:
    return Unknowns(
        UnknownEntry(list(path), "var.x", "variable without a value", True) for path in paths
    )


@pytest.mark.parametrize(
    ("unknown", "pattern", "touches"),
    [
        ((*SUBJECT, "config", "a"), "config/a", True),
        ((*SUBJECT, "config", "a", "b"), "config/a", True),
        ((*SUBJECT, "config"), "config/a", True),
        (SUBJECT, "config/a", True),
        ((*SUBJECT, "config", "b"), "config/a", False),
        ((*SUBJECT, "config", "ab"), "config/a", False),
        (("builds", 0, "sources", 1, "config", "a"), "config/a", False),
        (("builds", 0, "sources"), "config/a", False),
        ((*SUBJECT, "config", "disks", 3, "size"), "config/disks/*/size", True),
        ((*SUBJECT, "config", "disks"), "config/disks/*/size", True),
        ((*SUBJECT, "config", "disks", 3, "name"), "config/disks/*/size", False),
        ((*SUBJECT, "config", "a"), "", True),
    ],
)
def test_touching(unknown: Path, pattern: str, *, touches: bool) -> None:
    found = unknowns(unknown).touching(SUBJECT, parse_pattern(pattern))
    assert (found is not None) is touches


def test_a_list_with_an_unknown_element_hides_others() -> None:
    found = unknowns(("builds", 0, "sources"), ("builds", 0, "sources", 0, "config"))
    hiding = found.hiding(parse_pattern("/builds/*/sources/*"))
    assert [entry.path for entry in hiding] == [["builds", 0, "sources"]]


def test_a_key_named_like_the_wildcard_is_no_wildcard() -> None:
    found = unknowns(("tags", "other"))
    assert found.touching(("tags", "*")) is None


def test_nothing_is_unknown() -> None:
    assert not unknowns().are_there
    assert unknowns().touching(SUBJECT, ()) is None
    assert unknowns().hiding(parse_pattern("/builds/*")) == []


@pytest.mark.parametrize(
    ("expression", "reason", "said"),
    [
        ("var.x", "variable without a value", "var.x cannot be known: variable without a value"),
        ("var.x", "in error", "var.x is in error"),
        ("", "in error", "a value is in error"),
    ],
)
def test_why_something_is_undecided_is_a_sentence(expression: str, reason: str, said: str) -> None:
    assert describe(UnknownEntry(["x"], expression, reason, True)) == said


def test_of_what_is_there_in_part_only_more_than_that_is_unknown() -> None:
    entry = UnknownEntry([*SUBJECT, "config", "name"], "var.x", "variable without a value", False)
    found = Unknowns([entry])
    assert found.touching(SUBJECT, parse_pattern("config/name"), 0) is None
    assert found.touching(SUBJECT, parse_pattern("config/name")) is entry
    assert found.touching(SUBJECT, parse_pattern("config/name/below"), 0) is entry

"""Answers that are kept: only where what is seen is all that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.judgment.conditions import parts_of
from packer_systo.engine.judgment.kept_answers import MOST_KEPT, KeptAnswers, seen_by

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

SUBJECT: JSON = {
    "type": "qemu",
    "config": {"size": 1, "boot": True, "disks": ["a"], "note": "n" * 300},
}


@pytest.mark.parametrize(
    "expression",
    [
        'self.type == "qemu"',
        'self.type in ["qemu", "docker"]',
        "has(self.config.iso_url)",
        "has(self.config.disks)",
        "!(has(self.config.boot) && self.config.boot == true)",
        'self.type.lowerAscii().matches("^(doc|data)$")',
    ],
)
def test_plain_values_are_all_that_is_seen(expression: str) -> None:
    (condition,) = parts_of(expression)
    assert seen_by(condition, SUBJECT) is not None


@pytest.mark.parametrize(
    "expression",
    [
        'doc.format == "hcl2"',
        "self.type in data.settings.types",
        'self.type == "qemu" || now > timestamp("2020-01-01T00:00:00Z")',
        "self.config.disks.exists(d, d == self.type)",
        '["x"].map(self, self.type) == []',
        "size(self.config.disks) > 0",
        "self.config.disks[0] == 'a'",
        'self["ty\\x70e"] == "qemu"',
        "self.config.disks == ['a']",
        "self.config.note == ''",
        "has(self.absent.name)",
        "self == {}",
    ],
)
def test_other_conditions_are_asked_each_time(expression: str) -> None:
    (condition,) = parts_of(expression)
    assert seen_by(condition, SUBJECT) is None


def test_values_that_python_takes_as_equal_are_seen_apart() -> None:
    (condition,) = parts_of("self.x == 1")
    values: list[JSON] = [1, True, 1.0, "1"]
    seen = {seen_by(condition, {"x": value}) for value in values}
    assert len(seen) == len(values)
    assert seen_by(condition, {}) not in seen


def test_of_what_is_asked_for_its_kind_the_kind_is_seen() -> None:
    (condition,) = parts_of("type(self.x) == list")
    values: list[JSON] = [["a"], {}, "a", 1, 1.0, True, None]
    assert len({seen_by(condition, {"x": value}) for value in values}) == len(values)
    assert seen_by(condition, {"x": ["a"]}) == seen_by(condition, {"x": []})


def test_no_more_is_kept_than_is_bounded() -> None:
    kept = KeptAnswers()
    for number in range(MOST_KEPT + 10):
        kept.add(("self.x", number), True)
    assert kept.get(("self.x", MOST_KEPT + 5)) is True
    assert kept.get(("self.x", 5)) is None

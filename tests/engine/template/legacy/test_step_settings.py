"""The cases `l-weak-` of tests/engine/template/packer_verdicts.jsonl say what Packer takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import LegacyFolder


@pytest.mark.parametrize(
    ("name", "written", "message"),
    [
        ("pause_before", "5", "it needs a unit"),
        ("timeout", "{{user `a`}}", "it takes a duration alone"),
        ("max_retries", 1.5, "is no whole number"),
        ("max_retries", "0x10", "is no whole number"),
        ("max_retries", "{{user `b`}}", "is no whole number"),
        ("max_retries", "9" * 20, "is no whole number"),
        ("max_retries", "many", "a number is needed"),
    ],
)
def test_what_packer_refuses(
    folder: LegacyFolder, name: str, written: object, message: str
) -> None:
    (mistake,) = folder.mistakes(_template(**{name: written}))
    assert message in mistake[1]


def test_numbers_of_time_are_nanoseconds_and_true_is_one(folder: LegacyFolder) -> None:
    read = folder.legacy(_template(pause_before=True, timeout=1.5, max_retries="{{user `c`}}"))
    step = read["builds"][0]["provisioners"][0]
    assert (step["pause_before"], step["timeout"], step["max_retries"]) == ("1ns", "1ns", 3)


def _template(**settings: object) -> object:
    return {
        "variables": {"a": "5s", "b": "1.5", "c": "3"},
        "builders": [{"type": "null", "communicator": "none"}],
        "provisioners": [{"type": "shell-local", "inline": ["x"], **settings}],
    }

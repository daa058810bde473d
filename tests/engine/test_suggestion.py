from __future__ import annotations

import pytest

from packer_systo.engine.suggestion import closest, did_you_mean


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("fail_on", "fail-on"),
        ("Fail-On", "fail-on"),
        ("falon", "fail-on"),
        ("bundels", "bundles"),
        ("zzzz", None),
        ("", None),
    ],
)
def test_the_nearest_known_name(name: str, meant: str | None) -> None:
    assert closest(name, ["fail-on", "bundles", "exclude"]) == meant


def test_a_very_long_name_is_not_compared() -> None:
    assert closest("x" * 1_000_000, ["x" * 1_000_000]) is None


def test_the_end_of_a_message() -> None:
    assert did_you_mean("exlude", ["exclude"]) == 'did you mean "exclude"?'
    assert did_you_mean("zzz", ["exclude"]) == ""

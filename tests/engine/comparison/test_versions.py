"""Which number a change asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.comparison.models import LEVELS, Change, Level
from packer_systo.engine.comparison.versions import is_enough, least_version, level_of
from packer_systo.engine.errors import BundleError


@pytest.mark.parametrize(
    ("old", "level", "least"),
    [
        ("1.2.3", None, "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3+build.7", "patch", "1.2.4"),
        # Before 1.0.0 the second number takes the part of the first.
        ("0.2.3", "patch", "0.2.4"),
        ("0.2.3", "minor", "0.2.4"),
        ("0.2.3", "major", "0.3.0"),
        # A pre-release promises nothing: its own release may have any change.
        ("2.0.0-rc.1", "major", "2.0.0"),
        ("1.3.0-rc.1", "patch", "1.3.0"),
    ],
)
def test_the_least_version(old: str, level: Level | None, least: str) -> None:
    assert least_version(old, level) == least


@pytest.mark.parametrize(
    ("old", "new", "level", "enough"),
    [
        ("1.2.3", "1.2.3", None, True),
        ("1.2.3", "1.9.0", None, True),
        ("1.2.3", "1.2.2", None, False),
        ("1.2.3", "1.2.3", "patch", False),
        ("1.2.3", "1.2.3+other", "patch", False),
        ("1.2.3", "1.2.4", "patch", True),
        ("1.2.3", "1.2.4", "minor", False),
        ("1.2.3", "1.3.0", "minor", True),
        ("1.2.3", "1.3.0-rc.1", "minor", True),
        ("1.2.3", "1.2.4-rc.1", "minor", False),
        ("1.2.3", "1.99.0", "major", False),
        ("1.2.3", "2.0.0-alpha", "major", True),
        ("1.2.3", "0.9.0", "patch", False),
        ("0.2.3", "0.2.4", "minor", True),
        ("0.2.3", "0.2.4", "major", False),
        ("0.2.3", "1.0.0", "major", True),
        ("2.0.0-rc.1", "2.0.0-rc.2", "major", True),
        ("2.0.0-rc.2", "2.0.0-rc.1", "major", False),
        ("2.0.0-rc.10", "2.0.0-rc.9", "patch", False),
    ],
)
def test_whether_a_number_is_enough(old: str, new: str, level: Level | None, enough: bool) -> None:
    assert is_enough(old, new, level) is enough


numbers = st.integers(min_value=0, max_value=30)
releases = st.builds("{}.{}.{}".format, numbers, numbers, numbers)


@given(old=releases, level=st.sampled_from(LEVELS))
def test_the_least_version_is_enough_and_what_is_enough_for_more_is_for_less(
    old: str, level: Level
) -> None:
    assert is_enough(old, least_version(old, level), level)
    for smaller in LEVELS[: LEVELS.index(level)]:
        assert is_enough(old, least_version(old, level), smaller)


def test_the_highest_level_counts() -> None:
    assert level_of([]) is None
    assert level_of([Change("text", "patch"), Change("rule-removed", "major")]) == "major"
    assert level_of([Change("text", "patch"), Change("code", "minor")]) == "minor"


def test_a_version_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(BundleError, match="longer than"):
        least_version(f"{'9' * 5000}.0.0", "patch")

from __future__ import annotations

import time

import pytest

from packer_systo.engine.checking.clock import resolve_now
from packer_systo.engine.errors import UsageError


@pytest.mark.parametrize(
    ("given", "environment", "now"),
    [
        ("2027-03-31", {}, "2027-03-31T00:00:00Z"),
        ("2027-03-31T12:00:00Z", {}, "2027-03-31T12:00:00Z"),
        ("2027-03-31T12:00:00+02:00", {}, "2027-03-31T10:00:00Z"),
        ("2027-03-31", {"SOURCE_DATE_EPOCH": "0"}, "2027-03-31T00:00:00Z"),
        ("", {"SOURCE_DATE_EPOCH": "86399"}, "1970-01-01T00:00:00Z"),
    ],
)
def test_the_time_of_a_run(given: str, environment: dict[str, str], now: str) -> None:
    assert resolve_now(given, environment) == now


def test_the_clock_gives_the_day_alone() -> None:
    assert resolve_now("", {}) in {
        time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() + shift)) for shift in (-5, 0)
    }


@pytest.mark.parametrize(
    ("given", "environment"),
    [
        ("yesterday", {}),
        ("0001-01-01T00:00:00+14:00", {}),
        ("", {"SOURCE_DATE_EPOCH": "soon"}),
        ("", {"SOURCE_DATE_EPOCH": "9" * 30}),
    ],
)
def test_what_is_no_time_is_refused(given: str, environment: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        resolve_now(given, environment)

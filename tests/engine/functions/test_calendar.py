from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.functions.calendar import DAY, Moment, day_number
from packer_systo.engine.functions.timestamps import read_duration, read_lenient, read_strict

moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - the zone is added below
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
)
offsets = st.integers(-23 * 60, 23 * 60)


@given(moments, offsets)
def test_dates_are_those_of_pythons_calendar(moment: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    there = moment.replace(microsecond=0, tzinfo=zone)
    seconds = day_number(there.year, there.month, there.day) * DAY
    seconds += there.hour * 3600 + there.minute * 60 + there.second - minutes * 60
    found = Moment(seconds, minutes * 60)
    assert found.date == (there.year, there.month, there.day)
    assert found.time == (there.hour, there.minute, there.second)
    assert found.weekday == there.isoweekday() % 7
    assert found.day_of_year == there.timetuple().tm_yday
    assert found.iso_week == there.isocalendar()[:2]
    assert read_strict(found.rfc3339()) == found
    assert read_lenient(found.rfc3339().replace("T", " ")) == found


def test_years_beyond_pythons_are_there() -> None:
    assert Moment(253_402_300_800).rfc3339() == "10000-01-01T00:00:00Z"
    assert Moment(-62_167_219_201).rfc3339() == "-0001-12-31T23:59:59Z"


@given(st.integers(-(10**15), 10**15))
def test_durations_in_nanoseconds(count: int) -> None:
    assert read_duration(f"{count}ns") == count


def test_durations_are_read_as_go_reads_them() -> None:
    assert read_duration("1h30m.5s") == 5_400_500_000_000
    for text in ("", "1", "h", "1d", "1 h", "--1s", ".s"):
        assert read_duration(text) is None

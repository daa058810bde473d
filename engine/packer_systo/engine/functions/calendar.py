"""Days, weeks and times without the limits of Python's datetime: any year, as Go's time package.

The proleptic Gregorian calendar; seconds count from 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import msgspec

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
DAY = 86_400
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """`month` from 1."""
    if month == 2:
        return 29 if leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def days_before_year(year: int) -> int:
    """Days from 1970-01-01 to the first day of the year."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 - 719_162


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01."""
    within = _DAYS_BEFORE[month - 1] + (1 if month > 2 and leap(year) else 0) + day - 1
    return days_before_year(year) + within


class Moment(msgspec.Struct, frozen=True):
    """A point in time with the offset of its clock from UTC, both in seconds."""

    seconds: int
    offset: int = 0
    nanoseconds: int = 0

    @property
    def local(self) -> int:
        """Seconds that the clock shows."""
        return self.seconds + self.offset

    @property
    def day_number(self) -> int:
        return self.local // DAY

    @property
    def year(self) -> int:
        return self.date[0]

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month and day, the latter two from 1."""
        days = self.day_number
        year = 1970 + days * 400 // 146_097
        while days_before_year(year) > days:
            year -= 1
        while days_before_year(year + 1) <= days:
            year += 1
        within = days - days_before_year(year)
        for month in range(1, 13):
            length = days_in_month(year, month)
            if within < length:
                return year, month, within + 1
            within -= length
        raise AssertionError("a day lies in one of the twelve months")

    @property
    def time(self) -> tuple[int, int, int]:
        """Hour, minute and second."""
        within = self.local % DAY
        return within // 3600, within // 60 % 60, within % 60

    @property
    def weekday(self) -> int:
        """From 0, which is Sunday."""
        return (self.day_number + 4) % 7

    @property
    def day_of_year(self) -> int:
        """From 1."""
        return self.day_number - days_before_year(self.year) + 1

    @property
    def iso_week(self) -> tuple[int, int]:
        """The year and number of the week by ISO 8601: the one that its Thursday lies in."""
        thursday = self.day_number + 3 - (self.weekday + 6) % 7
        there = Moment(thursday * DAY)
        return there.year, (there.day_of_year - 1) // 7 + 1

    def zone(self, separator: str) -> str:
        """The offset as `+02:00`; Go writes hours and minutes, and drops seconds."""
        minutes = abs(self.offset) // 60
        return f"{'-' if self.offset < 0 else '+'}{minutes // 60:02d}{separator}{minutes % 60:02d}"

    def rfc3339(self) -> str:
        year, month, day = self.date
        hour, minute, second = self.time
        shown = f"{year:04d}" if year >= 0 else f"-{-year:04d}"
        zone = "Z" if self.offset == 0 else self.zone(":")
        return f"{shown}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"

"""Reading RFC 3339 timestamps and Go's durations."""

from __future__ import annotations

import re

from packer_systo.engine.functions.calendar import DAY, Moment, day_number, days_in_month

_STRICT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))\Z"
)
# What Go's time.Parse makes of the same layout: one digit will do for the hour, a comma is a point.
_LENIENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T| +)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))\Z"
)
# The timestamps of YAML 1.1: short fields, either letter, or no time zone.
_LOOSE = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2})))"
    r"| +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?)?\Z"
)
_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]+)")
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_LARGEST = 1 << 63


def read_strict(text: str) -> Moment | None:
    """A timestamp that is RFC 3339 to the letter."""
    return _read(_STRICT.match(text), last_hour=23, last_minute=59)


def read_lenient(text: str) -> Moment | None:
    """A timestamp as Go's time.Parse takes it, with a space in place of the T as well."""
    return _read(_LENIENT.match(text), last_hour=24, last_minute=60)


def read_loose(text: str) -> Moment | None:
    """A timestamp in one of the forms that YAML knows; without a zone it is UTC."""
    match = _LOOSE.match(text)
    if match is None:
        return None
    groups = match.groups()
    clock = groups[3:6] if groups[3] else groups[10:13]
    return _moment(
        (*groups[:3], *(part or "0" for part in clock)),
        groups[6] or groups[13],
        groups[7:10],
        last_hour=24,
        last_minute=60,
    )


def _read(match: re.Match[str] | None, *, last_hour: int, last_minute: int) -> Moment | None:
    if match is None:
        return None
    groups = match.groups()
    return _moment(
        groups[:6], groups[6], groups[7:10], last_hour=last_hour, last_minute=last_minute
    )


def _moment(
    fields: tuple[str, ...],
    fraction: str | None,
    zone: tuple[str, ...],
    *,
    last_hour: int,
    last_minute: int,
) -> Moment | None:
    """The moment of a date and time, and a zone's sign, hours and minutes; None out of range."""
    year, month, day, hour, minute, second = map(int, fields)
    in_range = 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)
    if not in_range or hour > 23 or minute > 59 or second > 59:
        return None
    offset = 0
    if zone[0]:
        hours, minutes = int(zone[1]), int(zone[2])
        if hours > last_hour or minutes > last_minute:
            return None
        offset = (hours * 60 + minutes) * 60
        if zone[0] == "-":
            offset = -offset
    seconds = day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset
    return Moment(seconds, offset, int((fraction or "0")[:9].ljust(9, "0")))


def read_duration(text: str) -> int | None:
    """Nanoseconds of a duration such as `-1h30.5m` (Go's time.ParseDuration)."""
    negative = text.startswith("-")
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    total, at = 0, 0
    while at < len(rest):
        match = _PART.match(rest, at)
        if match is None or not (match[1] or match[2]) or match[3] not in _UNITS:
            return None
        unit = _UNITS[match[3]]
        whole = int(match[1] or "0") if len(match[1]) < 20 else _LARGEST + 1
        if whole > _LARGEST // unit:
            return None
        total += whole * unit + _fraction(match[2] or "", unit)
        if total > _LARGEST:
            return None
        at = match.end()
    if not rest or (total == _LARGEST and not negative):
        return None
    return -total if negative else total


def _fraction(digits: str, unit: int) -> int:
    """The nanoseconds of a decimal fraction, in the 64-bit floats that Go computes them with."""
    number, scale = 0, 1.0
    for digit in digits[:40]:
        if number > (_LARGEST - 1) // 10 or number * 10 + int(digit) > _LARGEST:
            break
        number = number * 10 + int(digit)
        scale *= 10
    return int(float(number) * (float(unit) / scale))

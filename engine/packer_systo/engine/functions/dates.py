"""Functions on given times; what the time is now, `world.py` does not know.

Semantics: go-cty's stdlib (`datetime.go`) and Packer's own `rfc3339_parse`, `unix_timestamp_parse`
(hcl2template/function).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.functions.calendar import MONTHS, WEEKDAYS, Moment
from packer_systo.engine.functions.models import Function, FunctionError, Parameter
from packer_systo.engine.functions.timestamps import read_duration, read_lenient, read_strict
from packer_systo.engine.values.constructors import number, object_value, string
from packer_systo.engine.values.types import NUMBER, STRING, object_of

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value

# Two quotes in a row, a quoted literal with doubled quotes inside (which may lack its end), a run of
# one letter, or text.
_TOKEN = re.compile(r"''|'(?:[^']|'')*(?:'|\Z)|([A-Za-z])\1*|[^A-Za-z']+")
_NO_TIMESTAMP = "a timestamp such as 2026-01-31T12:00:00Z is required"


def _clock(value: int, length: int) -> str | None:
    return {1: str(value), 2: f"{value:02d}"}.get(length)


def _verb(moment: Moment, letter: str, length: int) -> str | None:
    """What a run of one letter stands for; None when it stands for nothing."""
    year, month, day = moment.date
    hour, minute, second = moment.time
    if letter == "Y":
        return {2: f"{year % 100:02d}", 4: f"{year:04d}"}.get(length)
    if letter == "M":
        name = MONTHS[month - 1]
        return _clock(month, length) or {3: name[:3], 4: name}.get(length)
    if letter == "E":
        name = WEEKDAYS[moment.weekday]
        return {3: name[:3], 4: name}.get(length)
    if letter in "Aa":
        half = "pm" if hour >= 12 else "am"
        return (half.upper() if letter == "A" else half) if length == 2 else None
    if letter == "Z":
        compact = moment.zone("")
        return {
            1: "Z" if moment.offset == 0 else moment.zone(":"),
            3: "UTC" if compact == "+0000" else compact,
            4: compact,
            5: moment.zone(":"),
        }.get(length)
    numbers = {"D": day, "h": hour, "H": hour % 12 or 12, "m": minute, "s": second}
    return _clock(numbers[letter], length) if letter in numbers else None


def _format_date(call: Call) -> Value:
    moment = read_strict(call.text(1))
    if moment is None:
        raise FunctionError(_NO_TIMESTAMP, 1)
    found: list[str] = []
    for match in _TOKEN.finditer(call.text(0)):
        piece = match[0]
        if piece.startswith("'"):
            if len(piece) == 1 or not piece.endswith("'"):
                raise FunctionError("a quoted part of the format does not end", 0)
            found.append("'" if piece == "''" else _unquoted(piece[1:-1]))
        elif match[1]:
            shown = _verb(moment, match[1], len(piece))
            if shown is None:
                raise FunctionError(f"the format has no verb of {len(piece)} times {match[1]}", 0)
            found.append(shown)
        else:
            found.append(piece)
    return string("".join(found))


def _unquoted(literal: str) -> str:
    """A quote stands for itself and swallows what follows it, which is the quote that doubles it."""
    return re.sub(r"'.?", "'", literal, flags=re.DOTALL)


def _add_time(call: Call) -> Value:
    moment = read_strict(call.text(0))
    if moment is None:
        raise FunctionError(_NO_TIMESTAMP, 0)
    duration = read_duration(call.text(1))
    if duration is None:
        raise FunctionError('a duration such as "1h30m" is required', 1)
    seconds = (moment.seconds * 10**9 + moment.nanoseconds + duration) // 10**9
    return string(Moment(seconds, moment.offset).rfc3339())


def _fields(moment: Moment) -> dict[str, Value]:
    year, month, day = moment.date
    hour, minute, second = moment.time
    iso_year, iso_week = moment.iso_week
    return {
        "year": number(year),
        "year_day": number(moment.day_of_year),
        "day": number(day),
        "month": number(month),
        "month_name": string(MONTHS[month - 1]),
        "weekday": number(moment.weekday),
        "weekday_name": string(WEEKDAYS[moment.weekday]),
        "hour": number(hour),
        "minute": number(minute),
        "second": number(second),
        "iso_year": number(iso_year),
        "iso_week": number(iso_week),
    }


def _parse_timestamp(call: Call) -> Value:
    moment = read_lenient(call.text(0))
    if moment is None:
        raise FunctionError(_NO_TIMESTAMP, 0)
    return object_value(_fields(moment) | {"unix": number(moment.seconds)})


def _parse_unix_timestamp(call: Call) -> Value:
    moment = Moment(call.integer(0))
    return object_value(_fields(moment) | {"rfc3339": string(moment.rfc3339())})


_FIELDS = {name: value.type for name, value in _fields(Moment(0)).items()}

FUNCTIONS = (
    Function(
        "formatdate", (Parameter("format", STRING), Parameter("time", STRING)), STRING, _format_date
    ),
    Function(
        "timeadd",
        (Parameter("timestamp", STRING), Parameter("duration", STRING)),
        STRING,
        _add_time,
    ),
    Function(
        "rfc3339_parse",
        (Parameter("timestamp", STRING),),
        object_of(_FIELDS | {"unix": NUMBER}),
        _parse_timestamp,
    ),
    Function(
        "unix_timestamp_parse",
        (Parameter("unix_timestamp", NUMBER),),
        object_of(_FIELDS | {"rfc3339": STRING}),
        _parse_unix_timestamp,
    ),
)

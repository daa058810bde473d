"""How fine a time is: cel-python has microseconds, cel-expr-python nanoseconds."""

from __future__ import annotations

import re
from fractions import Fraction

LONGEST = 200
"""Characters of a time that is looked at."""

_LENGTH = re.compile(
    r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|Z|[+-][0-9]{2}:)", re.IGNORECASE
)
_PARTS = {"ns": Fraction(1, 1000), "us": Fraction(1), "µs": Fraction(1), "ms": Fraction(1000)}
_SECOND = Fraction(1_000_000)


def is_finer_than_microseconds(text: str) -> bool:
    """Of a timestamp or a duration as CEL writes it."""
    return any(
        (Fraction(part.group(1)) * _PARTS.get(part.group(2), _SECOND)).denominator != 1
        for part in _LENGTH.finditer(text[:LONGEST])
    )

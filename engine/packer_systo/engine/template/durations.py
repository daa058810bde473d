"""Durations as Go's `time.ParseDuration` reads them."""

from __future__ import annotations

import re

_DURATION = re.compile(r"[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z")


def is_duration(text: str) -> bool:
    """Whether the text is one: `1h30m`, `0`; not `5`, which has no unit."""
    return _DURATION.match(text) is not None

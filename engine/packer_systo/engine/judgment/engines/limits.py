"""How long a rule may take, and how much memory a process that evaluates rules."""

from __future__ import annotations

import msgspec

DEFAULT_SECONDS = 10.0
DEFAULT_BYTES = 2 * 1024**3


class Limits(msgspec.Struct, frozen=True):
    """`seconds` are for one rule on one document, `memory` in bytes for one process."""

    seconds: float = DEFAULT_SECONDS
    memory: int = DEFAULT_BYTES


DEFAULT_LIMITS = Limits()


def in_words(limits: Limits) -> str:
    """`10 s`, `0.5 s`."""
    return f"{limits.seconds:g} s"

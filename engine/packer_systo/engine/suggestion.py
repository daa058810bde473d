"""“Did you mean”: the known name nearest to a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 64
"""Names longer than this are not compared: they are data, not a slip of the fingers."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was probably meant to be, or None when none is near."""
    if len(name) > LONGEST_NAME:
        return None
    # Imported here: most runs have nothing to suggest.
    from difflib import get_close_matches

    by_folded = {candidate.replace("_", "-").lower(): candidate for candidate in known}
    found = get_close_matches(name.replace("_", "-").lower(), by_folded, n=1, cutoff=0.7)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a message that names the nearest known name, or nothing."""
    match = closest(name, known)
    return f'did you mean "{match}"?' if match is not None else ""

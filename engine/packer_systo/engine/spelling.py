"""'Did you mean …?': the known name that is nearest to a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, or None when none is near enough to suggest."""
    if len(name) > 100:  # difflib is quadratic, and nobody misspells a name of this length
        return None
    from difflib import get_close_matches

    by_folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    found = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The sentence to add to a message, with a leading space, or an empty string."""
    found = nearest(name, known)
    return f" Did you mean `{found}`?" if found is not None else ""

"""'Did you mean …?': the known name that is nearest to a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_ALIKE = 0.7
_PART = 0.6
"""How alike names must be, as difflib counts; less where one holds the other, as in `version` and
`required_version`, or has the same letters in another order. Long names that share a word, such as `boot_command` and `shutdown_command`, are
0.64 alike."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, or None when none is near enough to suggest."""
    if len(name) > 100:  # difflib is quadratic, and nobody misspells a name of this length
        return None
    from difflib import get_close_matches

    by_folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    folded = name.casefold()
    found = get_close_matches(folded, by_folded, n=1, cutoff=_ALIKE)
    if not found:
        letters = sorted(folded)
        akin = [
            one for one in by_folded if folded in one or one in folded or sorted(one) == letters
        ]
        found = get_close_matches(folded, akin, n=1, cutoff=_PART)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The sentence to add to a message, with a leading space, or an empty string."""
    found = nearest(name, known)
    return f" Did you mean `{found}`?" if found is not None else ""

"""Mistakes of a bundle, more than one: a run stops at them as at one, `bundle lint` tells all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SeveralMistakesError(BundleError):
    """Says the first one, and how many more there are."""

    def __init__(self, mistakes: Sequence[BundleError]) -> None:
        first, more = mistakes[0], len(mistakes) - 1
        count = f"{more} more mistake{'s' if more > 1 else ''}"
        hint = f"{first.hint}; " if first.hint else ""
        super().__init__(
            first.message,
            where=first.where,
            hint=f"{hint}there {'are' if more > 1 else 'is'} {count}: "
            "`systo-policy bundle lint DIR` tells all",
        )
        self.mistakes = tuple(mistakes)


def raise_all(mistakes: Sequence[BundleError]) -> None:
    """Raises nothing where there is none."""
    if len(mistakes) > 1:
        raise SeveralMistakesError(mistakes)
    for mistake in mistakes:
        raise mistake


def each(error: BundleError) -> tuple[BundleError, ...]:
    """The mistakes that an error is about."""
    return error.mistakes if isinstance(error, SeveralMistakesError) else (error,)

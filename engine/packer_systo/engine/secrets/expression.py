"""Regular expressions of bundles, compiled with RE2: matching is linear, whatever they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import re2

from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MEMORY = 64 << 20
"""Bytes that RE2 may use for one expression; long lists of words need more than its default."""


class Match(Protocol):
    """What of a match is used."""

    def __getitem__(self, group: int) -> str | None: ...
    def span(self, group: int = 0) -> tuple[int, int]: ...


class Expression(Protocol):
    """A compiled expression."""

    @property
    def groups(self) -> int: ...
    def finditer(self, text: str) -> Iterator[Match]: ...
    def search(self, text: str) -> Match | None: ...


def expression(regex: str) -> Expression:
    """Compile an expression of a bundle. Raises BundleError."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(regex, options)
    except re2.error as error:
        raise BundleError(
            f"an expression of the secret patterns cannot be compiled: {error}", where=regex
        ) from None


class Words:
    """Which of several groups of words a text holds, in any case: all in one pass over it."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.max_mem = _MEMORY
        self._set = re2.Set.SearchSet(options)
        # An empty expression would be found in every text, and an empty group holds no word.
        self._numbers: list[int] = []
        for number, group in enumerate(groups):
            if group:
                self._set.Add("|".join([re2.escape(word) for word in group]))
                self._numbers.append(number)
        self._set.Compile()

    def groups_in(self, text: str) -> list[int]:
        """The numbers of the groups of which a word is in the text, in order."""
        if not self._numbers:
            return []
        return [self._numbers[index] for index in sorted(self._set.Match(text) or ())]


def any_of(texts: Iterable[str]) -> Expression:
    """Finds any of the texts, which are not expressions; of those at one place, the first."""
    options = re2.Options()
    options.never_capture = True
    options.max_mem = _MEMORY
    return re2.compile("|".join([re2.escape(text) for text in texts]), options)

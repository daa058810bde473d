"""What messages quote out of the texts of a template, and where that must not be said.

Which texts are secret is known only when all of a template is read. Until then a problem carries
both: its message, and what to say in its stead.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.finder import Finder
    from packer_systo.engine.template.sourcemap import Path

_MOST_PLACES = 1_000
"""Of one action in one text; a text that has it more often is taken to be secret."""


class Quote(msgspec.Struct, frozen=True, gc=False):
    """What a message quotes: `written`, a part of `text`; empty where it may be any part.

    `name` is what the text is the value of. `secret`: it is known already that the part is secret.
    `instead` is the message that quotes nothing. Holds secrets: it is dropped before a problem is
    told.
    """

    text: str
    written: str
    instead: str
    name: str = ""
    secret: bool = False


def value_name(path: Path) -> str:
    """What the value at a path is called: the last key of it."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


class SecretQuotes:
    """Which quotes of one template are secret.

    `stretches` are what excerpts must not show, by the shown path of their file, in order and apart.
    """

    def __init__(self, stretches: Mapping[str, Sequence[tuple[int, int]]], finder: Finder) -> None:
        self._stretches = stretches
        self._finder = finder
        self._hits: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._known: dict[tuple[str, str, str], bool] = {}

    def is_secret(self, quote: Quote, span: Span | None) -> bool:
        """Whether what is quoted is, or has in it, a part of a secret. `span`: the text's place."""
        return quote.secret or self._in_text(quote) or (span is not None and self._at(quote, span))

    def _in_text(self, quote: Quote) -> bool:
        key = quote.text, quote.name, quote.written
        known = self._known.get(key)
        if known is None:
            hits = self._hits.get(key[:2])
            if hits is None:
                found = self._finder.find(quote.text, quote.name)
                hits = self._hits[key[:2]] = [(hit.start, hit.end) for hit in found]
            known = self._known[key] = _overlap(hits, quote, quote.text, 0, len(quote.text))
        return known

    def _at(self, quote: Quote, span: Span) -> bool:
        stretches = self._stretches.get(span.source.path, ())
        return _overlap(stretches, quote, span.source.text, span.start, span.end)


def _overlap(
    stretches: Sequence[tuple[int, int]], quote: Quote, text: str, start: int, end: int
) -> bool:
    """Whether one of the stretches has a part of what is quoted; all between, if it is not there."""
    if not _touches(stretches, start, end):
        return False
    places = 0
    at = text.find(quote.written, start, end) if quote.written else -1
    while at >= 0:
        places += 1
        after = at + len(quote.written)
        if places > _MOST_PLACES or _touches(stretches, at, after):
            return True
        at = text.find(quote.written, after, end)
    return places == 0


def _touches(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Of stretches that are apart, the last that begins before the end is the one to look at."""
    last = bisect_right(stretches, (end, -1)) - 1
    return last >= 0 and stretches[last][1] > start

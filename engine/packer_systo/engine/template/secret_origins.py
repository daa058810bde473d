"""Where the text of a secret is written, in the words of `secrets[].origin`.

A text is put together of parts, a list of items, and each may come from elsewhere: what counts is
the part in which the secret stands, not what stands beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.origins import (
    LITERAL,
    LOCAL,
    is_local,
    kind_of_origin,
    own_kind,
)
from packer_systo.engine.template.redaction import is_reference, literal_texts
from packer_systo.engine.values.value import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.values.value import Value

_LONGEST_SEARCH = 1000
"""Origins looked at."""


class _Part(msgspec.Struct, frozen=True, gc=False):
    """Where a stretch of a text is from. `in_local`: the way there goes through a local."""

    origin: Origin | None
    in_local: bool = False


class SecretOrigins:
    """Says it for the secrets of one template. What is written in an expression is kept."""

    def __init__(self) -> None:
        self._texts: dict[int, tuple[Origin, str]] = {}

    def kind(
        self,
        origin: Origin | None,
        secret: str,
        start: int,
        around: Iterable[Origin | None] = (),
    ) -> str:
        """The word for `secret`, which begins at `start` in the text that is from `origin`.

        `around` are the origins of the lists and objects in which the text is, from the inside.
        """
        part = self._part(origin, secret, start)
        word = kind_of_origin(part.origin)
        if word != LITERAL:
            return word
        if part.in_local:
            return LOCAL
        span = None if part.origin is None else part.origin.span
        for outer in (origin, *around):
            word = _kind_within(outer, span)
            if word != LITERAL:
                return word
        return LITERAL

    def _part(self, origin: Origin | None, secret: str, start: int) -> _Part:
        """The innermost origin of a stretch of a text."""
        in_local = False
        end = start + len(secret)
        for _ in range(_LONGEST_SEARCH):
            if origin is None:
                break
            if origin.pieces is not None:
                chosen = _largest(origin, start, end)
                if chosen is None:
                    return _Part(Origin(origin.span), in_local)
                piece = origin.pieces[chosen]
                # Of what is in several parts the others are cut off.
                secret = secret[max(piece.start - start, 0) : piece.end - start]
                start = max(start - piece.start, 0)
                end = start + len(secret)
                origin = piece.origin
            elif origin.label and len(origin.parents) == 1:
                in_local = in_local or is_local(origin)
                origin = origin.parents[0]
            elif origin.parents:
                return self._searched(origin, secret, in_local=in_local)
            else:
                break
        return _Part(origin, in_local)

    def _searched(self, origin: Origin, secret: str, *, in_local: bool) -> _Part:
        """Of what a function made of several: where the text is written.

        First as all of a value that it uses, then in the expression, then in a longer value, then
        in one that no file holds. A text that is nowhere was made from them all.
        """
        found: _Part | None = None
        unseen: _Part | None = None
        for one, through in _walk(origin, in_local=in_local):
            if one.span is None:
                unseen = unseen or _Part(one, through)
                continue
            if is_reference(one.span):
                continue
            text = self._written(one)
            if text == secret and one is not origin:
                return _Part(_alone(one), through)
            if found is None and secret in text:
                found = _Part(_alone(one), through)
        return found or unseen or _Part(origin, in_local)

    def _written(self, origin: Origin) -> str:
        """The texts of an expression, without the expressions in them."""
        kept = self._texts.get(id(origin))
        if kept is None:
            text = "\n".join(literal_texts(origin.span)) if origin.span is not None else ""
            # The origin is kept alive, so that no other gets its id.
            kept = self._texts[id(origin)] = origin, text
        return kept[1]


def kind_of_value(value: Value) -> str:
    """The word for all of a value: where most of its text is written."""
    if isinstance(value.data, str):
        return SecretOrigins().kind(value.origin, value.data, 0)
    return kind_of_origin(value.origin)


def _alone(origin: Origin) -> Origin:
    """What is written there itself, without what it refers to."""
    return Origin(origin.span, origin.label)


def _largest(origin: Origin, start: int, end: int) -> int | None:
    """The piece that has most of a stretch; None where most is written in the string itself."""
    best, most, covered = None, 0, 0
    pieces = origin.pieces or ()
    for number in range(bisect_right(pieces, start, key=lambda one: one.end), len(pieces)):
        piece = pieces[number]
        if piece.start >= end:
            break
        shared = min(end, piece.end) - max(start, piece.start)
        covered += shared
        if shared > most:
            best, most = number, shared
    return best if most > (end - start) - covered else None


def _kind_within(outer: Origin | None, span: Span | None) -> str:
    """What a value around it says of a literal: in a default, it is one of the default."""
    if outer is None or span is None:
        return kind_of_origin(outer)
    if not outer.label and _contains(outer, span):
        return LITERAL
    found = LITERAL
    for one, through in _walk(outer, in_local=False):
        if not _contains(one, span):
            continue
        word = own_kind(one)
        if word != LITERAL:
            return word
        if through:
            found = LOCAL
    return found


def _contains(origin: Origin, span: Span) -> bool:
    own = origin.span
    if own is None:
        # What is given from outside stands in no file.
        return not span.source.path
    return own.source is span.source and own.start <= span.start and span.end <= own.end


def _walk(origin: Origin, *, in_local: bool) -> Iterator[tuple[Origin, bool]]:
    """An origin and what it is made from, the nearest first; whether a local is on the way."""
    pending = [(origin, in_local)]
    for at in range(_LONGEST_SEARCH):
        if at >= len(pending):
            return
        one, through = pending[at]
        yield one, through
        through = through or is_local(one)
        pending.extend((parent, through) for parent in one.parents)

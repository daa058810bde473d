"""Finds where in the document a value stands that a rule has passed on: by what it holds.

A rule may put a block of the document into an object of its own, hand that to a function, and read
there. The engine does not keep where a value comes from, but a block is told by its content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

MOST_PLACES = 64
"""Places that are kept of one content."""

_MARK = "\x00content"
_FIRST = "builds"


class DocumentContent:
    """Places of the blocks and lists of one document, by their content."""

    def __init__(self, document: JSON) -> None:
        self._document = document
        self._number: dict[bytes, int] = {}
        self._places: list[list[Path]] = []
        self._read = False

    def place(self, text: str) -> JSON:
        """`path` of a value in JSON, for `resolved`; nothing for what is no block of the document."""
        if not text.startswith(("{", "[")) or len(text) <= 2:
            return {}
        if not self._read:
            self._read = True
            self._index(self._document, ())
        number = self._number.get(_content(msgspec.json.decode(text)))
        return {} if number is None else {"path": [_MARK, number]}

    def resolved(self, path: Sequence[str | int], near: Path) -> Path:
        """The path in the document: of several places with the same content the one next to `near`."""
        match path:
            case [str(mark), int(number), *rest] if mark == _MARK:
                best = max(self._places[number], key=lambda one: _closeness(one, near))
                return (*best, *rest)
            case _:
                return tuple(path)

    def _index(self, value: JSON, path: Path) -> None:
        if not isinstance(value, dict | list) or not value:
            return
        if path:
            number = self._number.setdefault(_content(value), len(self._places))
            if number == len(self._places):
                self._places.append([])
            if len(self._places[number]) < MOST_PLACES:
                self._places[number].append(path)
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in entries:
            self._index(inner, (*path, key))


def _content(value: JSON) -> bytes:
    return msgspec.json.encode(value, order="deterministic")


def _closeness(path: Path, near: Path) -> tuple[int, bool]:
    shared = 0
    for one, other in zip(path, near, strict=False):
        if one != other:
            break
        shared += 1
    return shared, path[0] == _FIRST

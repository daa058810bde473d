"""A change of a text, in offsets; plans collect them, edits are made of them."""

from __future__ import annotations

import msgspec


class Change(msgspec.Struct, frozen=True, order=True):
    """Replace `start`..`end` (offsets into a text) by `text`."""

    start: int
    end: int
    text: str

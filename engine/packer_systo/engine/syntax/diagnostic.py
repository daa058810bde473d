"""What a reader found wrong with a text."""

from __future__ import annotations

import msgspec


class Diagnostic(msgspec.Struct, frozen=True):
    """One mistake in a text: where, what was expected, and how it would be right.

    `start` and `end` are offsets into the text. `code` is the name of the `template/*` rule that
    reports it, mostly `syntax-error`. `example` is a corrected snippet, or empty.
    """

    start: int
    end: int
    message: str
    example: str = ""
    code: str = "syntax-error"

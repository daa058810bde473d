"""What a reader found wrong with a text."""

from __future__ import annotations

from typing import Final

import msgspec

BEYOND_A_BOUND: Final = "this is a bound of packer-systo, not of Packer: what is beyond it is not read, and so not judged"
"""Why it matters that a text is larger or deeper than is read: Packer may well take it."""


class Diagnostic(msgspec.Struct, frozen=True):
    """One mistake in a text: where, what was expected, and how it would be right.

    `start` and `end` are offsets into the text. `code` is the name of the `template/*` rule that
    reports it, mostly `syntax-error`. `example` is a corrected snippet, or empty. `why` says why it
    matters where that is not what the rule says.
    """

    start: int
    end: int
    message: str
    example: str = ""
    code: str = "syntax-error"
    why: str = ""

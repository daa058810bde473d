"""Kinds of token. A punctuation mark's kind is the mark itself, that of a line break too.

They are plain `str` for type checkers, which would otherwise take the mark that was just compared
for the one after it, too.
"""

from __future__ import annotations

from typing import Final

NAME: Final[str] = "name"
NUMBER: Final[str] = "number"
HEREDOC: Final[str] = "heredoc"
END: Final[str] = "end"
OTHER: Final[str] = "other"

EQUALS: Final[str] = "="
COLON: Final[str] = ":"
QUESTION: Final[str] = "?"
DOT: Final[str] = "."
PARENTHESIS: Final[str] = "("
BRACKET: Final[str] = "["
ELLIPSIS: Final[str] = "..."
STAR: Final[str] = "*"

CLOSING: Final = frozenset(("}", "]", ")"))
BRACKETS: Final = CLOSING | {"{", "[", "("}
STARTS_KEY: Final = frozenset((NAME, '"', "("))
STARTS_VALUE: Final = frozenset((NAME, NUMBER, HEREDOC, '"', "[", "{", "(", "-", "!"))

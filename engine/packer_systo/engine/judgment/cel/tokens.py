"""CEL expressions as tokens: enough to find names without looking into strings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

CelToken: TypeAlias = tuple[str, str, int]
"""What it is (`string`, `name`, `operator`), the text, and where it starts."""

OPENING = frozenset("([{")
CLOSING = frozenset(")]}")

# The lexical rules that matter here, from the CEL specification: strings (raw, bytes, triple),
# names, and everything else character by character.
_TOKEN = re.compile(
    r"""(?P<string>(?:[rRbB]|[rR][bB]|[bB][rR])?(?:\"\"\"(?s:\\.|(?!\"\"\").)*\"\"\"|'''(?s:\\.|(?!''').)*'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<space>\s+|//[^\n]*)|(?P<operator>&&|\|\||[^\s])"""
)


@lru_cache(maxsize=1024)
def names(expression: str, name: str) -> bool:
    """Whether a name stands in the expression, not only in its texts."""
    return name in expression and any(
        kind == "name" and text == name for kind, text, _ in tokens_of(expression)
    )


def tokens_of(expression: str) -> list[CelToken]:
    """The tokens in order; white space and comments are none. Operators are single characters, but
    for && and ||.
    """
    return [
        (found.lastgroup or "", found.group(), found.start())
        for found in _TOKEN.finditer(expression)
        if found.lastgroup != "space"
    ]


def text_at(tokens: Sequence[CelToken], at: int) -> str:
    """The text of a token; empty before the first and after the last."""
    return tokens[at][1] if 0 <= at < len(tokens) else ""


def opening_of(tokens: Sequence[CelToken], closing: int) -> int:
    """Where the bracket stands that the one at `closing` closes; 0 where none does."""
    depth = 0
    for at in range(closing, -1, -1):
        text = tokens[at][1]
        depth += (text in CLOSING) - (text in OPENING)
        if depth == 0:
            return at
    return 0

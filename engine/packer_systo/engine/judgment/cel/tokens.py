"""CEL expressions as tokens: enough to find names without looking into strings."""

from __future__ import annotations

import re
from typing import TypeAlias

CelToken: TypeAlias = tuple[str, str, int]
"""What it is (`string`, `name`, `operator`), the text, and where it starts."""

# The lexical rules that matter here, from the CEL specification: strings (raw, bytes, triple),
# names, and everything else character by character.
_TOKEN = re.compile(
    r"""(?P<string>(?:[rRbB]|[rR][bB]|[bB][rR])?(?:\"\"\"(?s:\\.|(?!\"\"\").)*\"\"\"|'''(?s:\\.|(?!''').)*'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<space>\s+|//[^\n]*)|(?P<operator>&&|\|\||[^\s])"""
)


def names(expression: str, name: str) -> bool:
    """Whether a name stands in the expression, not only in its texts."""
    return name in expression and any(
        kind == "name" and text == name for kind, text, _ in tokens_of(expression)
    )


def tokens_of(expression: str) -> list[CelToken]:
    """The tokens in order; white space and comments are none. Operators are single characters but && and ||."""
    return [
        (found.lastgroup or "", found.group(), found.start())
        for found in _TOKEN.finditer(expression)
        if found.lastgroup != "space"
    ]

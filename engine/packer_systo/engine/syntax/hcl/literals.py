"""The literal text of templates: escapes decoded, `~` and heredoc indentation applied.

HashiCorp's reader cuts literal text into pieces: a line of a heredoc is a piece, a single `$` or
`%` is one, so is a doubled one (`$${`). `~` trims the neighbouring piece only, and the indentation
of a `<<-` heredoc is counted on pieces after that trimming. We do the same, piece by piece, since
the value of a template depends on it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from packer_systo.engine.syntax.hcl.patterns import ESCAPE

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's White_Space. `str.strip()` alone would also take U+001C to U+001F."""

_SIMPLE: Final = {
    '\\"': '"',
    "\\\\": "\\",
    "\\n": "\n",
    "\\r": "\r",
    "\\t": "\t",
    "$${": "${",
    "%%{": "%{",
}

# Texts, which `re` compiles when they are first used: few templates trim anything.
_QUOTED_PIECES = r"[$%]{2}\{~?|\$(?!\{)|%(?!\{)|(?:\\.|[^\\$%])+"
# A `$` takes the character (in fact, the byte) after it along when that one ends the line.
_HEREDOC_PIECES = r"(?:\$\$|%%)\{~?|[$%](?:[\x00-z|-\x7f](?=\r?\n))?|[^\n$%]*\n|[^\n$%]+"


def decode_quoted(raw: str) -> str:
    """The text of a quoted string's literal part, which holds valid escapes only."""
    if "\\" not in raw and "{" not in raw:
        return raw
    return ESCAPE.sub(_decoded, raw)


def decode_heredoc(raw: str) -> str:
    """The text of a heredoc's literal part: `$${` and `%%{` are the only escapes."""
    return raw.replace("$${", "${").replace("%%{", "%{") if "{" in raw else raw


def _decoded(match: re.Match[str]) -> str:
    escape = match[0]
    simple = _SIMPLE.get(escape)
    return chr(int(escape.lstrip("\\uU"), 16)) if simple is None else simple


def quoted_pieces(raw: str) -> list[str]:
    """The decoded pieces of a quoted string's literal part."""
    return [decode_quoted(piece) for piece in re.findall(_QUOTED_PIECES, raw, re.DOTALL)]


def heredoc_pieces(raw: str) -> list[str]:
    """The decoded pieces of a heredoc's literal part."""
    return [decode_heredoc(piece) for piece in re.findall(_HEREDOC_PIECES, raw)]


def trimmed(pieces: list[str], *, left: bool, right: bool) -> list[str]:
    """What `~` leaves: the first piece loses its leading space, the last its trailing space."""
    if left and pieces:
        pieces[0] = pieces[0].lstrip(SPACE)
    if right and pieces:
        pieces[-1] = pieces[-1].rstrip(SPACE)
    return pieces


def unindent(parts: Sequence[list[str] | None]) -> None:
    """Take the indentation that all lines share from the literal parts of a `<<-` heredoc.

    `parts` are the pieces of each literal part, None for each template sequence. Lines of
    nothing but space do not count, and keep their space.
    """
    smallest = -1
    starts: list[tuple[int, int]] = []
    at_start = True
    for number, pieces in enumerate(parts):
        if pieces is None:
            if at_start:
                smallest = 0
            at_start = False
            continue
        for index, piece in enumerate(pieces):
            if at_start:
                space = len(piece) - len(piece.lstrip(SPACE))
                if space < len(piece) or not piece.endswith("\n"):
                    starts.append((number, index))
                    if smallest < 0 or space < smallest:
                        smallest = space
            at_start = piece.endswith("\n")
    if smallest > 0:
        for number, index in starts:
            pieces = parts[number]
            if pieces is not None:
                pieces[index] = pieces[index][smallest:]

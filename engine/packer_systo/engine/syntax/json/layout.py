"""What the lines of a damaged JSON text tell: what belongs where, if marks are missing or wrong.

None of this is asked of a text that is JSON.
"""

from __future__ import annotations

import re

_KEY_AHEAD = re.compile(r'"(?:[^"\\\r\n]|\\.)*+"[ \t]*+[:=]')
_SPACES = re.compile(r"[ \t]*+")
_BLANK = re.compile(r"[ \t\r\n]*+")


def is_key(text: str, at: int) -> bool:
    """Does a key with its colon stand there?"""
    return _KEY_AHEAD.match(text, at) is not None


def is_key_outside(text: str, opener: int, at: int) -> bool:
    """Is there a key, where an array's item is expected, that is not indented as its items are?"""
    return (
        is_key(text, at)
        and _starts_line(text, at)
        and text.find("\n", opener, at) >= 0
        and _indentation(text, at) <= _indentation(text, opener)
    )


def closes_innermost(text: str, opener: int, around: int, mark: int) -> bool:
    """Is a closing mark of the wrong kind meant for the bracket at `opener`, not the one around it?

    So it seems where it stands on the line of the one and not of the other, or below the one and not
    the other, and something follows that the one around it may still hold.
    """
    if text.find("\n", around, opener) < 0:
        return False
    following = _BLANK.match(text, mark + 1)
    if following is None or following.end() >= len(text):
        return False
    if text.find("\n", opener, mark) < 0:
        return True
    indentation = _indentation(text, mark)
    return (
        _starts_line(text, mark)
        and indentation == _indentation(text, opener)
        and indentation != _indentation(text, around)
    )


def _starts_line(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    spaces = _SPACES.match(text, start)
    return spaces is not None and spaces.end() == at


def _indentation(text: str, at: int) -> int:
    """How many spaces and tabs the line of `at` starts with."""
    start = text.rfind("\n", 0, at) + 1
    spaces = _SPACES.match(text, start)
    return spaces.end() - start if spaces is not None else 0

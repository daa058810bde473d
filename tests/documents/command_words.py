"""Which programs a line of shell starts: also behind pipes, `&&` and within `$(…)`."""

from __future__ import annotations

import re
import shlex

_BETWEEN = {"|", "||", "&&", ";", "&", "(", "|&"}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")


def programs_of(line: str) -> list[str]:
    """Every program, in order. Raises ValueError for quotes that are not closed."""
    found: list[str] = []
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    words.commenters = ""
    begins = True
    for word in words:
        if word in _BETWEEN:
            begins = True
        elif begins and not _ASSIGNMENT.match(word):
            found.append(word)
            begins = False
    for inner in _SUBSTITUTION.findall(line):
        found += programs_of(inner)
    return found

"""RE2 for rules: linear in the text whatever the pattern, and the same in every engine.

OPA's expressions are Go's, which are RE2's; CEL's are RE2 by its specification. Patterns are
compiled once, and results for short texts are kept, since names and commands repeat a lot from
template to template.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

import re2

_MOST_KEPT = 50_000
_LONGEST_KEPT = 400
"""Characters of a text whose result is kept: together that is a few megabytes."""


class _Compiled(Protocol):
    def search(self, text: str) -> object | None: ...


class PatternError(Exception):
    """A pattern that is no RE2; the text says what is wrong with it, for a rule's author."""


class Matcher:
    def __init__(self) -> None:
        self._options = re2.Options()
        self._options.log_errors = False
        self._patterns: dict[str, _Compiled] = {}
        self._results: dict[tuple[str, str], bool] = {}

    def matches(self, text: str, pattern: str) -> bool:
        """Whether the pattern is found anywhere in the text. Raises PatternError, TypeError."""
        if len(text) > _LONGEST_KEPT:
            return self._compiled(pattern).search(text) is not None
        found = self._results.get((text, pattern))
        if found is None:
            if len(self._results) >= _MOST_KEPT:
                self._results.clear()
            found = self._compiled(pattern).search(text) is not None
            self._results[text, pattern] = found
        return found

    def _compiled(self, pattern: str) -> _Compiled:
        compiled = self._patterns.get(pattern)
        if compiled is None:
            try:
                compiled = self._patterns[pattern] = re2.compile(pattern, self._options)
            except re2.error as error:
                raise PatternError(
                    f"`{pattern}` is no regular expression: {_text(error)}"
                ) from None
        return compiled


def _text(error: re2.error) -> str:
    """What RE2 says, which it gives as bytes."""
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def pattern_problem(pattern: str) -> str:
    """Why a pattern cannot be read, or empty."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        return _text(error)
    return ""


@cache
def matcher() -> Matcher:
    """The one of this process."""
    return Matcher()

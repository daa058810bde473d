"""RE2 for rules: linear in the text whatever the pattern, and the same in every engine.

OPA's expressions are Go's, which are RE2's; CEL's are RE2 by its specification. Patterns are
compiled once, and results for short texts are kept, since names and commands repeat a lot from
template to template.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import msgspec
import re2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_KEPT = 50_000
_LONGEST_KEPT = 400
"""Characters of a text whose result is kept: together that is a few megabytes."""


_MOST_FOUND_KEPT = 10_000
_MOST_GROUPS_KEPT = 16
"""Groups of all matches in a text together, above which they are not kept: a few megabytes, too."""

_ESCAPED = re.compile(r"\\(?:Q.*?(?:\\E|\Z)|(?P<byte>C)|.)", re.DOTALL)


class _Match(Protocol):
    def span(self, group: int) -> tuple[int, int]: ...


class _Compiled(Protocol):
    @property
    def groups(self) -> int: ...

    @property
    def groupindex(self) -> dict[str, int]: ...

    def search(self, text: str) -> object | None: ...

    def finditer(self, text: str | bytes) -> Iterable[_Match]: ...


class Found(msgspec.Struct, frozen=True, gc=False):
    """A match: where it is, in characters, and its groups, the whole first.

    A group is None where it took no part.
    """

    start: int
    end: int
    groups: tuple[str | None, ...]


class PatternError(Exception):
    """A pattern that is no RE2; the text says what is wrong with it, for a rule's author."""


class Matcher:
    def __init__(self) -> None:
        self._options = re2.Options()
        self._options.log_errors = False
        self._patterns: dict[str, _Compiled] = {}
        self._results: dict[tuple[str, str], bool] = {}
        self._found: dict[tuple[str, str, int], tuple[Found, ...]] = {}

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

    def found(self, text: str, pattern: str, most: int) -> tuple[Found, ...]:
        """The matches from left to right, all or at most so many. Raises PatternError, TypeError.

        They are those of Go's `FindAll…`: none overlap, and an empty one right behind another one
        is none.
        """
        key = (text, pattern, most)
        found = self._found.get(key)
        if found is None:
            compiled = self._compiled(pattern)
            matches = _matches(compiled, text)
            found = tuple(matches if most < 0 else islice(matches, most))
            groups = len(found) * (compiled.groups + 1)
            if len(text) <= _LONGEST_KEPT and groups <= _MOST_GROUPS_KEPT:
                if len(self._found) >= _MOST_FOUND_KEPT:
                    self._found.clear()
                self._found[key] = found
        return found

    def names(self, pattern: str) -> list[str]:
        """The groups' names, the whole first; empty where one has none. Raises PatternError."""
        compiled = self._compiled(pattern)
        names = [""] * (compiled.groups + 1)
        for name, at in compiled.groupindex.items():
            names[at] = name
        return names

    def _compiled(self, pattern: str) -> _Compiled:
        compiled = self._patterns.get(pattern)
        if compiled is None:
            try:
                read: _Compiled = re2.compile(pattern, self._options)
            except re2.error as error:
                problem = _text(error)
            else:
                problem = _unknown_to_go(pattern, read)
                if not problem:
                    self._patterns[pattern] = read
                    return read
            raise PatternError(f"`{pattern}` is no regular expression: {problem}")
        return compiled


def _matches(compiled: _Compiled, text: str) -> Iterator[Found]:
    last = -1
    numbers = range(compiled.groups + 1)
    # Places in ASCII are the same in bytes, where RE2 need not count characters.
    for match in compiled.finditer(text.encode() if text.isascii() else text):
        spans = [match.span(number) for number in numbers]
        start, end = spans[0]
        if start != end or start != last:
            groups = tuple([text[a:b] if a >= 0 else None for a, b in spans])
            yield Found(start, end, groups)
        last = end


def _text(error: re2.error) -> str:
    """What RE2 says, which it gives as bytes."""
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _unknown_to_go(pattern: str, compiled: _Compiled) -> str:
    """What RE2 reads and Go does not: a single byte, and names of groups beyond ASCII."""
    if "\\C" in pattern and any(one.group("byte") for one in _ESCAPED.finditer(pattern)):
        return r"invalid escape sequence: \C"
    if not pattern.isascii() and not all(name.isascii() for name in compiled.groupindex):
        return "the name of a group is of letters, digits and _ of ASCII"
    return ""


def pattern_problem(pattern: str) -> str:
    """Why a pattern cannot be read, or empty."""
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        return _text(error)
    return _unknown_to_go(pattern, compiled)


@cache
def matcher() -> Matcher:
    """The one of this process."""
    return Matcher()

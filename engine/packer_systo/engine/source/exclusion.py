"""`--exclude GLOB`: which paths a run leaves out.

The patterns are those of .gitignore (git's documentation, "PATTERN FORMAT"): without a slash inside
they name files and folders at any depth, with one they start at the top; `*` and `?` stay within a
name, `**` goes over folders, `/` at the end means folders only, `!` takes a later path back in. The
last pattern that fits decides; what is in an excluded folder cannot be taken back.

Matching runs on RE2, so it is linear in the path whatever the patterns are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from packer_systo.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_PATTERN = 1000
"""How many characters a pattern may have."""


class _Compiled(Protocol):
    def fullmatch(self, text: str) -> object | None: ...


class _Pattern:
    __slots__ = ("compiled", "folders_only", "takes_back")

    def __init__(self, pattern: str) -> None:
        glob = pattern
        self.takes_back = glob.startswith("!")
        if self.takes_back:
            glob = glob[1:]
        self.folders_only = glob.endswith("/")
        glob = glob.rstrip("/")
        if not glob:
            raise _bad(pattern, "it names nothing")
        if len(glob) > LONGEST_PATTERN:
            raise _bad(pattern[:40] + "…", f"it is longer than {LONGEST_PATTERN} characters")
        if "/" not in glob:
            glob = "**/" + glob
        self.compiled = _compile(_expression(glob.lstrip("/"), pattern), pattern)


class Exclusion:
    """What `--exclude` leaves out. Raises UsageError for a pattern that cannot be read."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [_Pattern(pattern) for pattern in patterns]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def excludes(self, *paths: str, folder: bool = False) -> bool:
        """Whether a file or folder is left out.

        `paths` are the names that a user may mean it by, such as its path from the working
        directory and its path from the folder that is checked; one that fits is enough.
        """
        excluded = False
        for pattern in self._patterns:
            if pattern.folders_only and not folder:
                continue
            if pattern.takes_back is excluded and any(
                pattern.compiled.fullmatch(path) is not None for path in paths
            ):
                excluded = not excluded
        return excluded


def _compile(expression: str, pattern: str) -> _Compiled:
    # Only who excludes something pays for the import.
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error:
        raise _bad(pattern, "a range in it runs backwards, or it is too long") from None


def _expression(glob: str, pattern: str) -> str:
    """The regular expression of a pattern that starts at the top."""
    parts: list[str] = []
    at = 0
    while at < len(glob):
        character = glob[at]
        if character == "*":
            stars = at
            while at < len(glob) and glob[at] == "*":
                at += 1
            at_start = stars == 0 or glob[stars - 1] == "/"
            if at - stars < 2 or not at_start or (at < len(glob) and glob[at] != "/"):
                parts.append("[^/]*")
            elif at == len(glob):
                parts.append(".+")
            else:
                parts.append("(?:[^/]+/)*")
                at += 1
            continue
        at += 1
        if character == "?":
            parts.append("[^/]")
        elif character == "[":
            set_, at = _set(glob, at, pattern)
            parts.append(set_)
        elif character == "\\":
            if at == len(glob):
                raise _bad(pattern, "it ends in a backslash")
            parts.append(_literal(glob[at]))
            at += 1
        else:
            parts.append(_literal(character))
    return "(?s)" + "".join(parts)


def _set(glob: str, at: int, pattern: str) -> tuple[str, int]:
    """A character set after its `[`: the expression, and the place after its `]`."""
    negated = glob[at : at + 1] in ("!", "^")
    at += negated
    characters: list[str] = []
    while at < len(glob) and (glob[at] != "]" or not characters):
        character = glob[at]
        at += 1
        if character == "\\" and at < len(glob):
            characters.append(_literal(glob[at]))
            at += 1
        elif character == "-" and characters and glob[at : at + 1] not in ("", "]"):
            characters.append("-")
        else:
            characters.append(_literal(character))
    if at >= len(glob):
        raise _bad(pattern, "a `[` in it is not closed")
    inside = "".join(characters)
    # A set never fits a slash: those are between names.
    return (f"[^/{inside}]" if negated else f"[{inside}]"), at + 1


def _literal(character: str) -> str:
    if character.isalnum() or character in "_/" or character > "\x7f":
        return character
    return f"\\x{{{ord(character):x}}}"


def _bad(pattern: str, why: str) -> UsageError:
    return UsageError(
        f"the pattern {pattern!r} cannot be read: {why}",
        where="--exclude",
        hint="Patterns are as in .gitignore, such as 'examples/**' or '*.bak.json'.",
    )

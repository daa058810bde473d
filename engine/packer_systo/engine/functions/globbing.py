"""Finding files by pattern: `*`, `?`, `[a-z]`, `{a,b}` and `**` for any folders in between.

Semantics: github.com/bmatcuk/doublestar v1, which `fileset` uses. Names are matched with RE2 and
every folder is visited once for each part of the pattern, so that no pattern takes long.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.reading import OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.functions.reading import FileReader

MAXIMUM_ALTERNATIVES = 1000
MAXIMUM_FOLDERS = 40
"""How many folders deep `**` looks."""
_NO_CHARACTER = "[^\\x00-\\x{10ffff}]"
_SPECIAL = frozenset("*?[{\\")


def find_files(reader: FileReader, base: str, pattern: str) -> list[str]:
    """The absolute paths of what matches below an absolute base; OutsideError, FunctionError."""
    found: dict[str, None] = {}
    for alternative in _alternatives(pattern):
        walk = _Walk(reader, [part for part in alternative.split("/") if part])
        walk.visit(base, 0)
        found.update(walk.found)
    return sorted(found)


def _alternatives(pattern: str) -> list[str]:
    """The pattern once for each choice of its braces."""
    finished: list[str] = []
    pending = [pattern]
    while pending:
        one = pending.pop()
        opening = _unescaped(one, "{", 0)
        if opening < 0:
            finished.append(one)
        else:
            choices, end = _choices(one, opening + 1)
            pending.extend(one[:opening] + choice + one[end:] for choice in reversed(choices))
        if len(pending) + len(finished) > MAXIMUM_ALTERNATIVES:
            raise FunctionError("the pattern has too many alternatives", 1)
    return finished


def _unescaped(text: str, character: str, start: int) -> int:
    at = text.find(character, start)
    while at > 0 and text[at - 1] == "\\":
        at = text.find(character, at + 1)
    return at


def _choices(pattern: str, start: int) -> tuple[list[str], int]:
    """What commas part within braces, and where the closing brace ends."""
    found: list[str] = []
    depth, at, begin = 1, start, start
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                found.append(pattern[begin:at])
                return found, at + 1
        elif character == "," and depth == 1:
            found.append(pattern[begin:at])
            begin = at + 1
        at += 1
    raise FunctionError("a brace of the pattern does not close", 1)


class _Walk:
    """One visit of a tree for one pattern without braces."""

    def __init__(self, reader: FileReader, parts: list[str]) -> None:
        self.reader = reader
        self.parts = parts
        self.found: dict[str, None] = {}
        self._visited: set[tuple[str, int]] = set()
        self._matchers: dict[int, Callable[[str], bool]] = {}
        self._deepest = reader.root.count(os.sep) + MAXIMUM_FOLDERS

    def visit(self, start: str, part: int) -> None:
        pending = [(start, part)]
        while pending:
            folder, at = pending.pop()
            if (folder, at) in self._visited:
                continue
            self._visited.add((folder, at))
            if at == len(self.parts):
                self.found[folder] = None
            elif self.parts[at] == "**":
                pending.extend(self._below(folder, at))
            elif not _SPECIAL.intersection(self.parts[at]):
                path = os.path.join(folder, self.parts[at])
                if self.reader.kind(path) in ("file", "folder", "other"):
                    pending.append((path, at + 1))
            else:
                matches = self._matcher(at)
                names = filter(matches, self.reader.names(folder))
                pending += [(os.path.join(folder, name), at + 1) for name in names]

    def _below(self, folder: str, at: int) -> list[tuple[str, int]]:
        """For `**`: the same folder for the next part, and each folder in it for this one."""
        following: list[tuple[str, int]] = []
        last = at + 1 == len(self.parts)
        if not last:
            following.append((folder, at + 1))
        if folder.count(os.sep) > self._deepest:
            # Links that lead back to a folder above them have no end.
            raise OutsideError("its folders are nested too deeply")
        for name in self.reader.names(folder):
            path = os.path.join(folder, name)
            kind = self.reader.kind(path)
            if kind == "folder":
                following.append((path, at))
            elif last and kind != "missing":
                self.found[path] = None
        return following

    def _matcher(self, at: int) -> Callable[[str], bool]:
        if at not in self._matchers:
            import re2

            options = re2.Options()
            options.log_errors = False
            compiled = re2.compile(_expression(self.parts[at]), options)
            self._matchers[at] = lambda name: compiled.fullmatch(name) is not None
        return self._matchers[at]


def _expression(part: str) -> str:
    """A regular expression for one part of the pattern; FunctionError when it is malformed."""
    import re2

    found: list[str] = ["(?s)"]
    at = 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            found.append(".*")
        elif character == "?":
            found.append(".")
        elif character == "[":
            end = _unescaped(part, "]", at)
            if end < 0:
                raise FunctionError("a bracket of the pattern does not close", 1)
            found.append(_class(part[at:end]))
            at = end + 1
        else:
            if character == "\\":
                if at == len(part):
                    found.append(_NO_CHARACTER)
                    break
                character = part[at]
                at += 1
            found.append(re2.escape(character))
    return "".join(found)


def _class(body: str) -> str:
    """A bracket's ranges; each end may be escaped, and only `^` negates."""
    negated = body.startswith("^")
    characters: list[tuple[str, bool]] = []
    at = 1 if negated else 0
    while at < len(body):
        escaped = body[at] == "\\"
        at += escaped
        if at >= len(body):
            raise FunctionError("a bracket of the pattern ends with a backslash", 1)
        characters.append((body[at], escaped))
        at += 1
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(characters):
        low, escaped = characters[at]
        high = low
        at += 1
        if low == "-" and not escaped:
            raise FunctionError("a range in brackets lacks its beginning", 1)
        if at < len(characters) and characters[at] == ("-", False):
            if at + 1 >= len(characters) or characters[at + 1] == ("-", False):
                raise FunctionError("a range in brackets lacks its end", 1)
            high = characters[at + 1][0]
            at += 2
        ranges.append((low, high))
    if not body:
        raise FunctionError("brackets of the pattern are empty", 1)
    # A range that runs backwards holds nothing.
    used = "".join(f"\\x{{{ord(a):x}}}-\\x{{{ord(b):x}}}" for a, b in ranges if a <= b)
    if not used:
        return "." if negated else _NO_CHARACTER
    return f"[{'^' if negated else ''}{used}]"

"""OPA's functions of texts, where regorus has other results: what OPA 1.22 gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.functions.letter_case import lower_case, upper_case

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

_PART = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(
    r"v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    rf"(?:-{_PART}(?:\.{_PART})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_LARGEST = (1 << 63) - 1


def upper(text: JSON) -> str:
    return upper_case(_text(text))


def lower(text: JSON) -> str:
    return lower_case(_text(text))


def count(text: JSON, part: JSON) -> int:
    return _text(text).count(_text(part))


def index_of(text: JSON, part: JSON) -> int:
    """In characters, from 0; -1 where it is not there."""
    searched = _text(part)
    if not searched:
        raise ValueError("what is searched for is empty")
    return _text(text).find(searched)


def is_version(version: JSON) -> bool:
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return found is not None and all(
        len(number) <= len(str(_LARGEST)) and int(number) <= _LARGEST for number in found.groups()
    )


def compare_versions(one: JSON, other: JSON) -> int:
    """-1, 0 or 1, by the precedence of semver.org; a `v` before the numbers does not count."""
    first, second = _precedence(one), _precedence(other)
    return (first > second) - (first < second)


def _precedence(version: JSON) -> tuple[tuple[int, ...], bool, list[tuple[bool, int, str]]]:
    """What sorts as versions do: numbers, whether it is a release, the parts before one."""
    if not is_version(version):
        raise ValueError("a semantic version is needed")
    core, dash, early = _text(version).removeprefix("v").partition("+")[0].partition("-")
    numbers = tuple(map(int, core.split(".")))
    parts = [
        (False, int(part), "") if part.isdecimal() else (True, 0, part)
        for part in early.split(".")
        if part
    ]
    return numbers, not dash, parts


def replace_n(replacements: JSON, text: JSON) -> str:
    """All replaced in one pass; where several could be, it is the one that sorts first."""
    if not isinstance(replacements, dict):
        raise TypeError("an object of texts is needed")
    by_old = {_text(old): _text(replacements[old]) for old in sorted(replacements)}
    given = _text(text)
    empty = by_old.pop("", None)
    if not by_old:
        return given if empty is None else given.replace("", empty)
    pattern = re.compile("|".join(re.escape(old) for old in by_old))
    if empty is None:
        return pattern.sub(lambda found: by_old[found.group()], given)
    pieces = [empty]
    at = 0
    while at < len(given):
        found = pattern.match(given, at)
        pieces += [by_old[found.group()] if found else given[at], empty]
        at = found.end() if found else at + 1
    return "".join(pieces)


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("a text is needed")

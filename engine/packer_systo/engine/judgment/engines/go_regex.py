"""OPA's `regex` functions over RE2, as Go's package `regexp` has them.

Each takes values as regorus gives them and gives what OPA 1.22 gives. What is no RE2 or of another
type raises, which is an error of the rule, as it is in OPA where builtin errors are strict. How an
empty match is counted and how `$1` is filled in is told in Go's `regexp/regexp.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.judgment.matching import matcher, pattern_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.template.document import JSON

_NUMBER = re.compile("0|[1-9][0-9]{0,8}")
"""A group's number in a replacement; Go takes what is longer as a name."""

_INT64 = 1 << 63

_SPECIAL = frozenset("\\.+*?()|[]{}^$")


def match(pattern: JSON, text: JSON) -> bool:
    return matcher().matches(_text(text), _text(pattern))


def find_n(pattern: JSON, text: JSON, most: JSON) -> list[str]:
    found = matcher().found(_text(text), _text(pattern), _count(most))
    return [one.groups[0] or "" for one in found]


def find_all_string_submatch_n(pattern: JSON, text: JSON, most: JSON) -> list[list[str]]:
    found = matcher().found(_text(text), _text(pattern), _count(most))
    return [[group or "" for group in one.groups] for one in found]


def replace(text: JSON, pattern: JSON, replacement: JSON) -> str:
    old, expression, template = _text(text), _text(pattern), _text(replacement)
    found = matcher().found(old, expression, -1)
    if not found:
        return old
    parts = _parts(template) if "$" in template else [template]
    names = matcher().names(expression)
    pieces: list[str] = []
    end = 0
    for one in found:
        pieces.append(old[end : one.start])
        pieces += [
            part if isinstance(part, str) else _group(part[0], one.groups, names) for part in parts
        ]
        end = one.end
    pieces.append(old[end:])
    return "".join(pieces)


def split(pattern: JSON, text: JSON) -> list[str]:
    whole, expression = _text(text), _text(pattern)
    found = matcher().found(whole, expression, -1)
    if expression and not whole:
        return [""]
    pieces: list[str] = []
    beginning = end = 0
    for one in found:
        end = one.start
        if one.end:
            pieces.append(whole[beginning:end])
        beginning = one.end
    if end != len(whole):
        pieces.append(whole[beginning:])
    return pieces


def is_valid(pattern: JSON) -> bool:
    return isinstance(pattern, str) and not pattern_problem(pattern)


def template_match(template: JSON, text: JSON, start: JSON, end: JSON) -> bool:
    """Whether a text is as a template, in which what stands between the two marks is a pattern."""
    expression = _of_template(_text(template), _mark(start), _mark(end))
    return matcher().matches(_text(text), expression)


def _of_template(template: str, start: str, end: str) -> str:
    pieces = ["^"]
    level = opened = closed = 0
    for at, character in enumerate(template):
        if character == start:
            level += 1
            if level == 1:
                opened = at
        elif character == end:
            level -= 1
            if level == 0:
                pattern = template[opened + 1 : at]
                matcher().matches("", f"^{pattern}$")  # by itself it must be one, too
                pieces += [_quoted(template[closed:opened]), "(", pattern, ")"]
                closed = at + 1
            elif level < 0:
                break
    if level:
        raise ValueError(f"`{template}` has a `{start}` or `{end}` without the other one")
    pieces += [_quoted(template[closed:]), "$"]
    return "".join(pieces)


def _quoted(text: str) -> str:
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in text)


def _parts(template: str) -> list[str | tuple[str]]:
    """The texts of a replacement, and between them in a tuple what names a group."""
    parts: list[str | tuple[str]] = []
    at = 0
    while (dollar := template.find("$", at)) >= 0:
        parts.append(template[at:dollar])
        at = dollar + 1
        if template.startswith("$", at):
            parts.append("$")
            at += 1
            continue
        braced = template.startswith("{", at)
        beginning = end = at + braced
        while end < len(template) and _of_a_name(template[end]):
            end += 1
        if end == beginning or (braced and not template.startswith("}", end)):
            parts.append("$")
            continue
        parts.append((template[beginning:end],))
        at = end + braced
    parts.append(template[at:])
    return parts


def _of_a_name(character: str) -> bool:
    return character == "_" or character.isalpha() or character.isdecimal()


def _group(name: str, groups: Sequence[str | None], names: Sequence[str]) -> str:
    """What a group matched; nothing where there is none or it took no part."""
    if _NUMBER.fullmatch(name):
        number = int(name)
        return (groups[number] or "") if number < len(groups) else ""
    at = names.index(name) if name in names else 0
    return (groups[at] or "") if at else ""


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("a text is needed")


def _mark(value: JSON) -> str:
    if isinstance(value, str) and len(value.encode()) == 1:
        return value
    raise ValueError("a mark of a template is one character")


def _count(value: JSON) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64:
        return value
    raise TypeError("a whole number is needed")

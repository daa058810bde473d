"""`regex`, `regexall`, `regex_replace`. Semantics: go-cty's stdlib over Go's regexp package.

Patterns run with RE2, which is linear and has Go's syntax and its leftmost-first matches. All
matching is on UTF-8 bytes, in which Go counts as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_characters, check_elements
from packer_systo.engine.functions.models import Function, FunctionError, Parameter, text_of
from packer_systo.engine.values.constructors import (
    list_value,
    null,
    object_value,
    string,
    tuple_value,
)
from packer_systo.engine.values.equality import is_known
from packer_systo.engine.values.types import (
    ANY,
    STRING,
    Kind,
    Type,
    list_of,
    object_of,
    tuple_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value

    Spans: TypeAlias = list[tuple[int, int]]

_BYTES = 300
"""Bytes that a search passes over in a microsecond; one may go to the end of the text each time."""

# What begins a group, and what only looks as if it did: escapes, quoted text, brackets.
_GROUP = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]])*\]|(\()(?:\?P?<([^>]*)>|(\?))?",
    re.DOTALL,
)
_CLASS_NAME = re.compile(r"(\\Q.*?(?:\\E|\Z))|\\[pP]\{(\^?)([^}]*)\}|\\.", re.DOTALL)
_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))")


class Pattern:
    """A compiled pattern. `names` are its groups' in order, empty for one without a name."""

    def __init__(self, text: str, index: int) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        # RE2 matches single bytes by \C, which Go's regexp does not have.
        if re.search(r"(?<!\\)(?:\\\\)*\\C", _without_quotes(text)):
            raise FunctionError("the pattern has an escape that does not exist: \\C", index)
        try:
            self._compiled = re2.compile(_CLASS_NAME.sub(_short_class, text).encode(), options)
        except re2.error as error:
            raise FunctionError("the pattern is not a valid regular expression", index) from error
        # RE2 tells only one of the groups that share a name.
        self.names = [m[2] or "" for m in _GROUP.finditer(text) if m[1] and not m[3]]
        assert len(self.names) == self._compiled.groups
        if any(name and not name.isascii() for name in self.names):
            raise FunctionError("a group's name may have ASCII letters, digits and _ only", index)

    def search(self, text: bytes, start: int) -> Spans | None:
        """Where the whole match and each group are; (-1, -1) for a group that took no part."""
        while True:
            match = self._compiled.search(text, start)
            if match is None:
                return None
            start, end = match.span()
            if start != end or start == len(text) or text[start] & 0xC0 != 0x80:
                return [match.span(group) for group in range(len(self.names) + 1)]
            # RE2 finds nothing (`\B`) also between the bytes of one character.
            while start < len(text) and text[start] & 0xC0 == 0x80:
                start += 1

    def find_all(self, text: bytes, call: Call) -> Iterator[Spans]:
        """All matches as Go finds them: none that is empty right after another."""
        at, previous = 0, -1
        while at <= len(text):
            call.spend(2 + (len(text) - at) // _BYTES)
            spans = self.search(text, at)
            if spans is None:
                return
            start, end = spans[0]
            accepted = end != at or start != previous
            at = end if end > at else at + _width(text, at)
            previous = end
            if accepted:
                yield spans


def _width(text: bytes, at: int) -> int:
    """The bytes of the character at an offset; one at the end of the text."""
    if at >= len(text):
        return 1
    first = text[at]
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4


def _short_class(match: re.Match[str]) -> str:
    """A Unicode class by the name that RE2 knows: Go takes long names, in any case, too."""
    if match[3] is None:
        return match[0]
    from packer_systo.engine.functions.unicode_classes import short_name

    return f"{match[0][:3]}{match[2]}{short_name(match[3])}}}"


def _without_quotes(pattern: str) -> str:
    """The pattern without what is quoted in it (from backslash Q to backslash E)."""
    return re.sub(r"\\Q.*?(?:\\E|\Z)", "", pattern, flags=re.DOTALL)


def _match_type(pattern: Pattern) -> Type:
    named = [name for name in pattern.names if name]
    if not pattern.names:
        return STRING
    if not named:
        return tuple_of(*[STRING] * len(pattern.names))
    if len(named) < len(pattern.names):
        raise FunctionError("either all groups of the pattern have names or none has", 0)
    return object_of(dict.fromkeys(named, STRING))


def _match_value(pattern: Pattern, text: bytes, spans: Spans, type: Type) -> Value:
    found = [
        string(text[start:end].decode(errors="replace")) if start >= 0 else null(STRING)
        for start, end in spans
    ]
    if type.kind is Kind.TUPLE:
        return tuple_value(found[1:])
    if type.kind is Kind.OBJECT:
        return object_value(dict(zip(pattern.names, found[1:], strict=True)))
    return found[0]


def _regex_type(arguments: tuple[Value, ...]) -> Type:
    if not is_known(arguments[0]):
        return ANY
    return _match_type(Pattern(text_of(arguments[0]), 0))


def _regex(call: Call) -> Value:
    pattern, text = Pattern(call.text(0), 0), call.text(1).encode()
    spans = pattern.search(text, 0)
    if spans is None:
        raise FunctionError("the pattern matches nothing in the string")
    return _match_value(pattern, text, spans, call.result_type)


def _regex_all(call: Call) -> Value:
    pattern, text = Pattern(call.text(0), 0), call.text(1).encode()
    element = call.result_type.element
    assert element is not None
    found: list[Value] = []
    for spans in pattern.find_all(text, call):
        found.append(_match_value(pattern, text, spans, element))
        check_elements(len(found) * (1 + len(pattern.names)))
    return list_value(found, element)


def _replace(call: Call) -> Value:
    text, pattern = call.text(0).encode(), Pattern(call.text(1), 1)
    new = _pieces(call.text(2), pattern.names)
    pieces: list[bytes] = []
    length = at = last = 0
    while at <= len(text):
        call.spend(2 + (len(text) - at) // _BYTES)
        spans = pattern.search(text, at)
        if spans is None:
            break
        start, end = spans[0]
        pieces.append(text[last:start])
        # No replacement for an empty match right after another match.
        if end > last or start == 0:
            for piece in new:
                filled = piece if isinstance(piece, bytes) else _first(piece, text, spans)
                pieces.append(filled)
                length += len(filled)
            check_characters(length)
        last = end
        at = max(at + _width(text, at), end) if at < len(text) else len(text) + 1
    pieces.append(text[last:])
    return string(b"".join(pieces).decode(errors="replace"))


def _first(groups: list[int], text: bytes, spans: Spans) -> bytes:
    """The text of the first of the groups that took part in the match."""
    for group in groups:
        start, end = spans[group]
        if start >= 0:
            return text[start:end]
    return b""


def _pieces(new: str, names: list[str]) -> list[bytes | list[int]]:
    """The replacement as literal pieces and the groups that each of `$1`, `$name`, `${name}` means."""
    found: list[bytes | list[int]] = []
    at = 0
    for match in _REFERENCE.finditer(new):
        name = match[2] or match[3] or ""
        # Python's word characters hold a few that are neither letter nor digit, such as `²`.
        length = next((n for n, c in enumerate(name) if not _in_name(c)), len(name))
        if not match[1] and (length == 0 or (match[2] and length < len(name))):
            continue
        found.append(new[at : match.start()].encode())
        at = match.end() - (len(name) - length)
        found.append(b"$" if match[1] else _groups(name[:length], names))
    found.append(new[at:].encode())
    return found


def _in_name(character: str) -> bool:
    return character.isalpha() or character.isdecimal() or character == "_"


def _groups(name: str, names: list[str]) -> list[int]:
    """The groups of that number or name."""
    if name.isascii() and name.isdigit():
        # A number with leading zeros is taken for a name, and no group has such a name.
        short = len(name) < 9 and (name == "0" or name[0] != "0")
        return [int(name)] if short and int(name) <= len(names) else []
    return [place for place, one in enumerate(names, 1) if one == name]


_PATTERN = Parameter("pattern", STRING)
_STRING = Parameter("string", STRING)

FUNCTIONS = (
    Function("regex", (_PATTERN, _STRING), _regex_type, _regex),
    Function(
        "regexall",
        (_PATTERN, _STRING),
        lambda arguments: list_of(_regex_type(arguments)),
        _regex_all,
    ),
    Function(
        "regex_replace",
        (Parameter("str", STRING), _PATTERN, Parameter("replace", STRING)),
        STRING,
        _replace,
    ),
)

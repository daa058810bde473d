"""The JSON reader: every value with its place, repeated keys kept.

JSON is RFC 8259, as Packer reads it (Go's encoding/json): no comments, no trailing commas, no NaN.
Beyond that, nesting is at most `DEEPEST`, and a key that an object repeats is a diagnostic of code
`repeated-key`: Packer refuses it in a legacy template, other readers silently keep the last one.

Two readers stand behind `read`. This one takes a member of an object at a time and gives up at the
first irregularity; then `recovery` reads the text again, slowly, and says what is wrong with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.syntax.diagnostic import Diagnostic
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonBool,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
)
from packer_systo.engine.syntax.json.tokens import NUMBER, SPACE, STRING, BadEscapeError, decode

if TYPE_CHECKING:
    from packer_systo.engine.source.text import SourceText

DEEPEST = 100
"""How many arrays and objects may be nested in each other."""

MOST_REPEATED_KEYS = 1000
"""How many repeated keys of one text are reported."""

LONGEST_KEY = 80
"""How many characters of a key a message shows."""

_VALUE = (
    rf"{SPACE}(?:{STRING}|({NUMBER})|(true|false|null)"
    rf"|(\{{{SPACE}\}}|\[{SPACE}\]|[{{\[])){SPACE}"
)
_ELEMENT = re.compile(_VALUE)
_MEMBER = re.compile(rf"{SPACE}{STRING}{SPACE}:{_VALUE}")
_SPACE = re.compile(SPACE)


class ReadJson(msgspec.Struct, frozen=True):
    """What was read. `root` is None where the text holds no value at all.

    Diagnostics stand in the order of their places. Where one has another code than `repeated-key`,
    the text is not JSON and the tree holds what could be saved of it.
    """

    root: JsonNode | None
    diagnostics: list[Diagnostic]


def read(text: str, *, byte_order_mark: bool = False) -> ReadJson:
    """Read one JSON text. Never raises.

    `byte_order_mark` says that the file starts with one (it is no part of `text`): Packer refuses
    that in JSON.
    """
    repeating: list[JsonObject] = []
    diagnostics: list[Diagnostic] = []
    try:
        root = _read_valid(text, repeating)
    except BadEscapeError:
        root = None
    if root is None:
        from packer_systo.engine.syntax.json.recovery import read_damaged

        repeating.clear()
        root, diagnostics = read_damaged(text, repeating)
    if byte_order_mark:
        message = "The file starts with a byte order mark, which Packer does not read in JSON."
        diagnostics.insert(0, Diagnostic(0, 0, message, "Save the file as UTF-8 without one."))
    if repeating:
        diagnostics.extend(_repeated_keys(text, repeating))
        diagnostics.sort(key=_by_place)
    return ReadJson(root, diagnostics)


def repeats_a_key(pairs: list[tuple[JsonString, JsonNode]]) -> bool:
    return len({key.value for key, _ in pairs}) != len(pairs)


def _read_valid(text: str, repeating: list[JsonObject]) -> JsonNode | None:
    """The tree of a text without a syntax error, else None.

    Adds the objects that repeat a key to `repeating`. The open containers are on a stack of our
    own, since Python's is shallow: for each, its members (or None), its elements, where it starts,
    and the key under which it stands in the container around it.
    """
    length = len(text)
    open_containers: list[
        tuple[list[tuple[JsonString, JsonNode]] | None, list[JsonNode], int, JsonString | None]
    ] = []
    members: list[tuple[JsonString, JsonNode]] | None = None
    elements: list[JsonNode] = []
    start = 0
    key: JsonString | None = None
    at = 0
    node: JsonNode
    while True:
        if members is not None:
            match = _MEMBER.match(text, at)
            if match is None:
                return None
            left, right = match.span(1)
            name = text[left:right]
            key = JsonString(left - 1, right + 1, decode(name) if "\\" in name else name)
            kind = match.lastindex or 0
            left, right = match.span(kind)
            kind -= 1
        else:
            match = _ELEMENT.match(text, at)
            if match is None:
                return None
            kind = match.lastindex or 0
            left, right = match.span(kind)
        at = match.end()
        if kind == 1:
            name = text[left:right]
            node = JsonString(left - 1, right + 1, decode(name) if "\\" in name else name)
        elif kind == 2:
            node = JsonNumber(left, right, text[left:right])
        elif kind == 3:
            first = text[left]
            node = JsonNull(left, right) if first == "n" else JsonBool(left, right, first == "t")
        elif len(open_containers) >= DEEPEST:
            return None
        elif right > left + 1:
            node = JsonObject(left, right, ()) if text[left] == "{" else JsonArray(left, right, ())
        else:
            open_containers.append((members, elements, start, key))
            members = [] if text[left] == "{" else None
            elements = []
            start = left
            continue
        while True:
            if not open_containers:
                if at == length:
                    return node
                return None
            if members is not None:
                assert key is not None
                members.append((key, node))
            else:
                elements.append(node)
            mark = text[at : at + 1]
            if mark == ",":
                at += 1
                break
            if members is not None:
                if mark != "}":
                    return None
                node = JsonObject(start, at + 1, tuple(members))
                if repeats_a_key(members):
                    repeating.append(node)
            else:
                if mark != "]":
                    return None
                node = JsonArray(start, at + 1, tuple(elements))
            members, elements, start, key = open_containers.pop()
            space = _SPACE.match(text, at + 1)
            assert space is not None
            at = space.end()


def _repeated_keys(text: str, repeating: list[JsonObject]) -> list[Diagnostic]:
    """A diagnostic for each key that its object has already."""
    from packer_systo.engine.source.text import SourceText

    source = SourceText("", text)
    found: list[Diagnostic] = []
    for node in repeating:
        firsts: dict[str, JsonString] = {}
        for key, value in node.items:
            first = firsts.setdefault(key.value, key)
            if first is not key and not isinstance(value, JsonInvalid):
                found.append(repeated_key(source, first, key))
                if len(found) == MOST_REPEATED_KEYS:
                    return found
    return found


def repeated_key(source: SourceText, first: JsonString, key: JsonString) -> Diagnostic:
    """The diagnostic for a key that stands a second time; it names the line of the first."""
    line = source.position(first.start).line
    name = source.text[key.start : key.end]
    if len(name) > LONGEST_KEY:
        name = name[:LONGEST_KEY] + "…"
    message = f"This object has the key {name} already, on line {line}; keep one of them."
    return Diagnostic(key.start, key.end, message, code="repeated-key")


def _by_place(diagnostic: Diagnostic) -> tuple[int, int]:
    return diagnostic.start, diagnostic.end

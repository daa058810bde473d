"""The careful JSON reader: says everything that is wrong with a text that is not JSON.

It goes on after a mistake by taking the text for what its author most likely meant: the missing
comma is there, the wrong bracket is the right one. Every step consumes what it looked at, so its
time is linear too. Recursion is bounded by `reader.DEEPEST`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.diagnostic import BEYOND_A_BOUND
from packer_systo.engine.syntax.json import damaged_tokens
from packer_systo.engine.syntax.json.cursor import Cursor
from packer_systo.engine.syntax.json.layout import closes_innermost, is_key, is_key_outside
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonInvalid,
    JsonNode,
    JsonObject,
    JsonString,
)
from packer_systo.engine.syntax.json.reader import DEEPEST, repeats_a_key

if TYPE_CHECKING:
    from packer_systo.engine.syntax.diagnostic import Diagnostic

Opening: TypeAlias = Literal["{", "["]

_LINE = re.compile(r"[^\r\n]*+")
_NAMES = {"{": "object", "[": "array"}
_CLOSING = {"{": "}", "[": "]"}
_EXAMPLES = {"{": '{ "key": "value" }', "[": '[ "value" ]'}
_TYPOGRAPHIC = frozenset("\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a")


def read_damaged(
    text: str, repeating: list[JsonObject]
) -> tuple[JsonNode | None, list[Diagnostic]]:
    """The tree as far as it can be saved, and what is wrong, in order.

    Adds the objects that repeat a key to `repeating`.
    """
    reader = _Reader(text, repeating)
    root = reader.whole_text()
    found = reader.mistakes.found
    found.sort(key=lambda diagnostic: (diagnostic.start, diagnostic.end))
    return root, found


class _Reader(Cursor):
    def __init__(self, text: str, repeating: list[JsonObject]) -> None:
        super().__init__(text)
        self.repeating = repeating
        self.open: list[tuple[Opening, int]] = []
        self.source = SourceText("", text)
        # Where an item ends that lacks its end: the comma after it is not missed as well.
        self.cut = -1

    def whole_text(self) -> JsonNode | None:
        self.skip_space()
        if self.at >= self.length:
            self.mistakes.add(
                self.at, self.at, "There is nothing here; a JSON object was expected.", "{}"
            )
            return None
        root = self.value()
        self.skip_space()
        if self.at < self.length:
            self.trailing()
        return root

    def trailing(self) -> None:
        character = self.text[self.at]
        if character in "}]":
            message = f"There is one `{character}` too many: everything is closed before it."
        elif character == ",":
            message = "Nothing can follow the end of the outermost value, not even a comma."
        else:
            message = "The outermost value ends before this; a file holds a single one."
        self.mistakes.end(self.at, self.at + 1, message, '{ "key": "value" }')

    # Values

    def value(self) -> JsonNode:
        """One value. `at` stands on its first character, which is neither space nor the end."""
        text, at = self.text, self.at
        character = text[at]
        node: JsonNode
        if character == '"':
            node = damaged_tokens.read_string(text, at, self.mistakes)
        elif (bare := damaged_tokens.read_bare_template(text, at, self.mistakes)) is not None:
            node = bare
        elif character in "{[":
            return self.container("{" if character == "{" else "[")
        elif character in "-+.0123456789":
            node = damaged_tokens.read_number(text, at, self.mistakes)
        elif character == "'":
            node = damaged_tokens.read_single_quoted(text, at, self.mistakes)
        elif damaged_tokens.starts_word(text, at):
            node = self.word()
        else:
            node = self.unexpected()
        self.at = node.end
        return node

    def word(self) -> JsonNode:
        """A word; where a block or an attribute of HCL starts, that is the mistake."""
        text, at = self.text, self.at
        if not self.open:
            end = damaged_tokens.word_end(text, at)
            if self.after_space(end) in ('"', "{", "="):
                self.mistakes.end(
                    at,
                    end,
                    "This is not JSON; if it is HCL, the name of the file must end in .pkr.hcl.",
                    '{ "builders": [] }',
                )
                return JsonInvalid(at, self.length)
        return damaged_tokens.read_word(text, at, self.mistakes)

    def unexpected(self) -> JsonInvalid:
        """A character that no value starts with; the ones like it that follow go with it."""
        text, at = self.text, self.at
        character = text[at]
        end = at + 1
        if character in _TYPOGRAPHIC:
            line = _LINE.match(text, at)
            limit = line.end() if line is not None else end
            while end < limit and text[end] not in ',:{}[]"':
                end += 1
            self.mistakes.add(
                at, end, 'These are typographic quotes; JSON knows only the plain `"`.', '"value"'
            )
            return JsonInvalid(at, end)
        while end < self.length and text[end] not in ' \t\r\n,:{}[]"':
            end += 1
        self.mistakes.add(at, end, "A value cannot start with this.", '"key": "value"')
        return JsonInvalid(at, end)

    # Arrays and objects

    def container(self, opening: Opening) -> JsonNode:
        start = self.at
        if len(self.open) >= DEEPEST:
            self.mistakes.add(
                start,
                start + 1,
                f"More than {DEEPEST} objects and arrays are nested in each other, the most that "
                "packer-systo reads.",
                why=BEYOND_A_BOUND,
            )
            self.skip_container()
            return JsonInvalid(start, self.at)
        self.open.append((opening, start))
        self.at += 1
        node = self.object(start) if opening == "{" else self.array(start)
        self.open.pop()
        return node

    def object(self, start: int) -> JsonObject:
        members: list[tuple[JsonString, JsonNode]] = []
        item_end = -1
        while self.next_item("{", item_end):
            key = self.key()
            if key is not None:
                members.append((key, self.value_of(key)))
            item_end = self.at
        node = JsonObject(start, self.at, tuple(members))
        if repeats_a_key(members):
            self.repeating.append(node)
        return node

    def array(self, start: int) -> JsonArray:
        elements: list[JsonNode] = []
        item_end = -1
        told = False
        while self.next_item("[", item_end):
            elements.append(self.value())
            item_end = self.at
            self.skip_space()
            if self.text[self.at : self.at + 1] in (":", "="):
                # One pair of braces mends them all.
                self.key_in_array(told=told)
                told = True
        return JsonArray(start, self.at, tuple(elements))

    def key_in_array(self, *, told: bool) -> None:
        mark = self.at
        if not told:
            self.mistakes.add(
                mark,
                mark + 1,
                "An array holds values without keys; keys need an object around them.",
                '[ { "key": "value" } ]',
            )
        self.at += 1
        self.skip_space()
        if self.at < self.length and self.text[self.at] not in ",]}":
            self.value()

    def next_item(self, opening: Opening, item_end: int) -> bool:
        """Go to the next item, over the comma before it; False where the container ends.

        `item_end`: where the item before it ends, or -1 where there is none and so no comma.
        """
        text = self.text
        self.skip_space()
        comma = -1
        if item_end >= 0:
            if text[self.at : self.at + 1] == ",":
                comma = self.at
                self.at += 1
                self.skip_space()
            elif self.at < self.length and text[self.at] not in "}]":
                if opening == "[" and self.key_outside():
                    return False
                if item_end != self.cut:
                    self.missing_comma(item_end, opening)
        while text[self.at : self.at + 1] in (",", ";"):
            self.mistakes.add(
                self.at,
                self.at + 1,
                f"There is one `{text[self.at]}` too many.",
                '"value", "value"',
            )
            self.at += 1
            self.skip_space()
        if self.at >= self.length or self.mistakes.full:
            self.unclosed()
            return False
        if text[self.at] not in "}]":
            return not (opening == "[" and comma >= 0 and self.key_outside())
        if comma >= 0:
            self.mistakes.add(
                comma,
                comma + 1,
                f"No comma may stand before the closing `{_CLOSING[opening]}`.",
                _EXAMPLES[opening],
            )
        self.close(opening)
        return False

    def key_outside(self) -> bool:
        """Is the current item a key of the object around the array? Then the array lacks its end."""
        start = self.open[-1][1]
        if len(self.open) < 2 or not is_key_outside(self.text, start, self.at):
            return False
        self.mistakes.add(
            self.at,
            self.at + 1,
            f"The array opened on line {self.source.position(start).line} is never closed: its `]` "
            "is missing before this.",
            _EXAMPLES["["],
        )
        self.cut = self.at
        return True

    def missing_comma(self, after: int, opening: Opening) -> None:
        if self.text[self.at] == ";":
            self.mistakes.add(
                self.at, self.at + 1, "Items are separated by a comma.", '"value", "value"'
            )
            self.at += 1
            self.skip_space()
            return
        example = '"first": 1, "second": 2' if opening == "{" else '"first", "second"'
        self.mistakes.add(after, after + 1, "A comma is missing after this item.", example)

    def close(self, opening: Opening) -> None:
        """Step over the closing bracket. A wrong one may belong to the container around this one."""
        mark = self.text[self.at]
        right = _CLOSING[opening]
        if mark != right:
            start = self.open[-1][1]
            around, outer = self.open[-2] if len(self.open) > 1 else (opening, start)
            line = self.source.position(start).line
            name = _NAMES[opening]
            self.mistakes.add(
                self.at,
                self.at + 1,
                f"The {name} opened on line {line} must be closed with `{right}`, not `{mark}`.",
                _EXAMPLES[opening],
            )
            if _CLOSING[around] == mark and not closes_innermost(self.text, start, outer, self.at):
                return
        self.at += 1

    def unclosed(self) -> None:
        if self.mistakes.full:
            return
        opening, start = self.open[-1]
        line = self.source.position(start).line
        closers = "".join(_CLOSING[kind] for kind, _ in reversed(self.open))
        self.mistakes.end(
            self.length,
            self.length,
            f"The file ends before the {_NAMES[opening]} opened on line {line} is closed; "
            f"what is missing is `{closers}`.",
            _EXAMPLES[opening],
        )

    # Members of objects

    def key(self) -> JsonString | None:
        """A key, or None where there is none (then something was consumed)."""
        text, at = self.text, self.at
        character = text[at]
        if character == '"':
            key = damaged_tokens.read_string(text, at, self.mistakes)
        elif character == "'":
            key = damaged_tokens.read_single_quoted(text, at, self.mistakes)
        elif damaged_tokens.starts_word(text, at):
            key = self.bare_key()
        elif character in "{[":
            self.mistakes.add(
                at, at + 1, "A key is missing before this; keys are strings.", '"key": {}'
            )
            self.value()
            return None
        elif character in ":=":
            self.mistakes.add(at, at + 1, "A key is missing before this.", '"key": "value"')
            self.at += 1
            self.skip_space()
            if self.at < self.length and text[self.at] not in ",}]":
                self.value()
            return None
        elif character in "-+.0123456789":
            end = damaged_tokens.number_end(text, at)
            self.mistakes.add(
                at, end, "A key must be a string in double quotes.", '"8080": "value"'
            )
            key = JsonString(at, end, text[at:end])
        else:
            self.at = self.unexpected().end
            return None
        self.at = key.end
        return key

    def bare_key(self) -> JsonString:
        text, at = self.text, self.at
        end = damaged_tokens.word_end(text, at)
        name = text[at:end]
        # Without a colon it may as well be a piece of a value, which no message may hold.
        shown = name if self.after_space(end) in (":", "=") else "key"
        self.mistakes.add(at, end, "A key must be in double quotes.", f'"{shown}": "value"')
        return JsonString(at, end, name)

    def value_of(self, key: JsonString) -> JsonNode:
        """The colon after a key, and the value after the colon."""
        text = self.text
        self.skip_space()
        colon = self.at
        mark = text[colon : colon + 1]
        if mark == ":":
            self.at += 1
            if text.startswith("=", self.at):
                self.mistakes.add(
                    self.at,
                    self.at + 1,
                    "A single colon stands between a key and its value.",
                    '"key": "value"',
                )
                self.at += 1
        elif mark == "=":
            self.mistakes.add(
                self.at,
                self.at + 1,
                "JSON writes a colon between a key and its value.",
                '"key": "value"',
            )
            self.at += 2 if text.startswith(("=>", "=="), self.at) else 1
        elif mark in ("", ",", "}", "]"):
            if mark:
                self.mistakes.add(key.start, key.end, "This key has no value.", '"key": "value"')
            return JsonInvalid(key.end, key.end)
        else:
            self.mistakes.add(
                key.end, key.end + 1, "A colon is missing after this key.", '"key": "value"'
            )
        self.skip_space()
        if self.at >= self.length:
            return JsonInvalid(self.length, self.length)
        ended = text[self.at] in ",}]"
        below = text.find("\n", colon, self.at) >= 0
        if ended and not below:
            self.mistakes.add(
                self.at, self.at + 1, "A value is missing before this.", '"key": "value"'
            )
            return JsonInvalid(self.at, self.at)
        if below and (ended or is_key(text, self.at)):
            self.mistakes.add(key.start, key.end, "This key has no value.", '"key": "value"')
            self.cut = self.at
            return JsonInvalid(self.at, self.at)
        return self.value()

"""The JSON syntax tree.

Every node has a span: `start` inclusive, `end` exclusive, offsets into the text that was read; a
string's span includes its quotes. A tree has no cycles and is at most `reader.DEEPEST` deep, so it
needs no garbage collector and may be walked by recursion.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False):
    start: int
    end: int


class JsonString(Node, frozen=True, gc=False):
    """A string, escapes decoded. Half a surrogate pair is U+FFFD, as Go reads it."""

    value: str


class JsonNumber(Node, frozen=True, gc=False):
    """A number as written, such as `-1.5e3`: no precision is lost."""

    text: str


class JsonBool(Node, frozen=True, gc=False):
    value: bool


class JsonNull(Node, frozen=True, gc=False):
    pass


class JsonInvalid(Node, frozen=True, gc=False):
    """Where a value could not be read; a diagnostic says why."""


class JsonArray(Node, frozen=True, gc=False):
    items: tuple[JsonNode, ...]


class JsonObject(Node, frozen=True, gc=False):
    """Keys and values in the order in which they are written, repeated keys too."""

    items: tuple[tuple[JsonString, JsonNode], ...]

    def get(self, name: str) -> JsonNode | None:
        """The value of a key; of a repeated one, the first."""
        for key, value in self.items:
            if key.value == name:
                return value
        return None


JsonNode: TypeAlias = (
    JsonString | JsonNumber | JsonBool | JsonNull | JsonInvalid | JsonArray | JsonObject
)

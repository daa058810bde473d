"""From JSON nodes to values, their strings rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.source.text import SourceText, Span
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
from packer_systo.engine.template.configuration import Configuration, Setting
from packer_systo.engine.template.scopes import IN_ERROR
from packer_systo.engine.values.constructors import (
    null,
    number,
    object_value,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.number import NumberError, parse_number
from packer_systo.engine.values.types import ANY, BOOL
from packer_systo.engine.values.value import Origin, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.template.legacy.rendering import Renderer, Surroundings
    from packer_systo.engine.template.legacy.structure import Member
    from packer_systo.engine.template.sourcemap import Path


class ValueReader:
    """Reads the values of one file for one component."""

    def __init__(self, source: SourceText, renderer: Renderer, surroundings: Surroundings) -> None:
        self._source = source
        self._renderer = renderer
        self._surroundings = surroundings

    def configuration(self, members: Iterable[Member], header: Span, path: Path) -> Configuration:
        """The settings of a component as they are written."""
        return Configuration(
            {
                member.key.value: Setting(
                    self.value(member.value, (*path, member.key.value)), self._span(member.key)
                )
                for member in members
            },
            header,
        )

    def value(self, node: JsonNode, path: Path) -> Value:
        """The value of a node; `path` is where it goes in the document."""
        origin = Origin(self._span(node))
        if isinstance(node, JsonString):
            return self._renderer.render(node.value, origin, self._surroundings, path)
        if isinstance(node, JsonArray):
            return tuple_value(
                [self.value(item, (*path, index)) for index, item in enumerate(node.items)],
                origin=origin,
            )
        if isinstance(node, JsonObject):
            return object_value(
                {
                    self._key(key, path): self.value(item, (*path, key.value))
                    for key, item in node.items
                },
                origin=origin,
            )
        if isinstance(node, JsonBool):
            return Value(BOOL, node.value, None, origin)
        if isinstance(node, JsonNull):
            return null(origin=origin)
        if isinstance(node, JsonNumber):
            try:
                return number(parse_number(node.text), origin=origin)
            except NumberError as error:
                problem = f"This number cannot be used: {error}."
                self._renderer.problem("invalid-value", problem, origin.span, path)
        assert isinstance(node, (JsonInvalid, JsonNumber))
        return unknown(ANY, UnknownReason("a value", IN_ERROR), origin=origin)

    def _key(self, key: JsonString, path: Path) -> str:
        """Packer renders the keys of maps too."""
        if "{{" not in key.value:
            return key.value
        rendered = self._renderer.render(
            key.value, Origin(self._span(key)), self._surroundings, path
        )
        text = rendered.data
        return text if isinstance(text, str) and rendered.secret is None else key.value

    def _span(self, node: JsonNode) -> Span:
        return Span(self._source, node.start, node.end)

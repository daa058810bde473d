"""YAML text to a value, as go-cty-yaml reads it (decode.go, implied_type.go).

Go goes over the text twice, first for the type: there a block scalar (`|`, `>`) is text, whatever it
says, and the value is converted to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions import yaml_scalars as scalars
from packer_systo.engine.functions.limits import MAXIMUM_DEPTH, MAXIMUM_ELEMENTS
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.values.constructors import normal_text, object_value, tuple_value
from packer_systo.engine.values.convert import convert
from packer_systo.engine.values.types import STRING, Kind, Type, object_of, tuple_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn, TypeAlias

    from yaml.events import Event, ScalarEvent

    from packer_systo.engine.values.value import Value

    Read: TypeAlias = tuple[Value, Type, int]
    """A value, the type to convert it to, and how many values are in it, aliases counted each."""


def _refuse(message: str) -> NoReturn:
    raise FunctionError(message, 0)


def read(text: str) -> Value:
    """The value of a single document; FunctionError for anything else."""
    from yaml.error import MarkedYAMLError, YAMLError
    from yaml.events import (
        DocumentEndEvent,
        DocumentStartEvent,
        StreamEndEvent,
        StreamStartEvent,
    )

    from packer_systo.engine.functions.yaml_events import events as events_of

    try:
        events = events_of(text)
        first = next(events)
        assert isinstance(first, StreamStartEvent)
        if not isinstance(next(events), DocumentStartEvent):
            _refuse("the YAML is empty")
        reader = _Reader(events)
        value, type, _ = reader.value(next(events))
        if not isinstance(next(events), DocumentEndEvent):
            _refuse("the YAML has more text after its value")
        if not isinstance(next(events), StreamEndEvent):
            _refuse("only one YAML document is allowed")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise FunctionError(f"the text is not YAML{place}", 0) from error
    except YAMLError as error:
        raise FunctionError("the text is not YAML", 0) from error
    return convert(value, type)


class _Reader:
    """Builds a value from the parser's events."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._anchors: dict[str, Read] = {}
        self._open: dict[str, int] = {}
        self._depth = 0

    def value(self, event: Event) -> Read:
        from yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

        if isinstance(event, AliasEvent):
            return self._alias(event.anchor or "")
        if not isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            _refuse("the YAML lacks a value")
        anchor = event.anchor
        if anchor:
            self._open[anchor] = self._open.get(anchor, 0) + 1
        if isinstance(event, ScalarEvent):
            made = self._scalar(event)
        else:
            self._depth += 1
            if self._depth > MAXIMUM_DEPTH:
                _refuse(f"the YAML is nested deeper than {MAXIMUM_DEPTH} levels")
            if isinstance(event, MappingStartEvent):
                made = self._mapping(event.tag or "")
            else:
                made = self._sequence(event.tag or "")
            self._depth -= 1
        if anchor:
            self._open[anchor] -= 1
            self._anchors[anchor] = made
        return made

    def _alias(self, name: str) -> Read:
        if self._open.get(name):
            _refuse("a YAML anchor is referred to within its own value")
        if name not in self._anchors:
            _refuse("a YAML alias has no anchor")
        return self._anchors[name]

    def _resolved(self, event: ScalarEvent) -> Value:
        return scalars.resolve(event.tag or "", event.value, quoted=event.style in ("'", '"'))

    def _scalar(self, event: ScalarEvent) -> Read:
        value = self._resolved(event)
        # Of quoted and block scalars without a tag the type is not asked.
        textual = not event.tag and not event.implicit[0]
        return value, STRING if textual else value.type, 1

    def _mapping(self, tag: str) -> Read:
        from yaml.events import MappingEndEvent, ScalarEvent

        if tag not in ("", scalars.MAPPING):
            _refuse("the YAML has a tag that does not fit a mapping")
        values: dict[str, Value] = {}
        types: dict[str, Type] = {}
        size = 1
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                _refuse("only strings are allowed as keys of a YAML mapping")
            key = "" if event.value == "<<" and not event.tag else self._key(event)
            value, type, inner = self.value(next(self._events))
            size = self._counted(size + inner)
            if event.value == "<<" and not event.tag:
                if type.kind is not Kind.OBJECT or not isinstance(value.data, dict):
                    _refuse("only a mapping can be merged into a YAML mapping")
                values.update(value.data)
                types.update(type.attributes)
            else:
                values[key] = value
                types[key] = type
        return object_value(values), object_of(types), size

    def _key(self, event: ScalarEvent) -> str:
        key = convert(self._resolved(event), STRING).data
        if not isinstance(key, str):
            _refuse("a key of a YAML mapping is null or infinite")
        return normal_text(key)

    def _sequence(self, tag: str) -> Read:
        from yaml.events import SequenceEndEvent

        if tag not in ("", scalars.SEQUENCE):
            _refuse("the YAML has a tag that does not fit a sequence")
        values: list[Value] = []
        types: list[Type] = []
        size = 1
        while not isinstance(event := next(self._events), SequenceEndEvent):
            value, type, inner = self.value(event)
            size = self._counted(size + inner)
            values.append(value)
            types.append(type)
        return tuple_value(values), tuple_of(*types), size

    def _counted(self, size: int) -> int:
        """The size, refused beyond the limit: aliases of aliases grow without end."""
        if size > MAXIMUM_ELEMENTS:
            _refuse(f"the YAML has more than {MAXIMUM_ELEMENTS} values, aliases counted each")
        return size

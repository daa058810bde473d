"""The source map for machines: `systo-policy normalise --source-map`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import Position

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.sourcemap import Path, SourceMap
    from packer_systo.engine.values.value import Origin

MOST_ORIGINS = 50
"""Places that are listed of one value; a text put together from hundreds has no end of them."""


class JsonPlace(msgspec.Struct, frozen=True):
    """A stretch of a file; lines and columns from 1, `end` just after it."""

    file: str
    start: Position
    end: Position


class JsonOrigin(msgspec.Struct, frozen=True):
    """What stands somewhere, and where: absent for the environment and options."""

    label: str
    place: JsonPlace | None


class JsonEntry(msgspec.Struct, frozen=True):
    """Where a value of the document is. `name` is where its name or its block's header stands.

    `origins` begin with the value's own place and follow the chain that made it.
    """

    path: list[str | int]
    name: JsonPlace | None
    origins: list[JsonOrigin]


class JsonSourceMap(msgspec.Struct, frozen=True):
    entries: list[JsonEntry]


def to_json(source_map: SourceMap) -> JsonSourceMap:
    """Every path that has a place of its own, in a fixed order. No value is in it."""
    return JsonSourceMap([_entry(path, source_map) for path in source_map.paths()])


def _entry(path: Path, source_map: SourceMap) -> JsonEntry:
    header = source_map.header(path)
    return JsonEntry(
        path=list(path),
        name=_place(header) if header is not None else None,
        origins=_origins(source_map.origin(path)),
    )


def _origins(origin: Origin | None) -> list[JsonOrigin]:
    """The chain, nearest first, each place once."""
    found: dict[JsonOrigin, None] = {}
    pending = [origin] if origin is not None else []
    while pending and len(found) < MOST_ORIGINS:
        one = pending.pop(0)
        found.setdefault(JsonOrigin(one.label, _place(one.span) if one.span is not None else None))
        pending.extend(one.parents[:MOST_ORIGINS])
    return list(found)


def _place(span: Span) -> JsonPlace:
    source = span.source
    return JsonPlace(source.path, source.position(span.start), source.position(span.end))

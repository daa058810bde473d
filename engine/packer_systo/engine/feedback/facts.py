"""What is kept of a corrected finding's surroundings: enough to see what false alarms share.

Only words that are Packer's or ours: the format, the kind of place, the component, the names of
attributes that the attribute table knows, and true or false where the table says that an attribute
is one of the two. No name that somebody chose, no number, no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.feedback.models import MOST_FACTS
from packer_systo.engine.judgment.patterns import lookup
from packer_systo.engine.template.attributes import component
from packer_systo.engine.values.types import BOOL

if TYPE_CHECKING:
    from packer_systo.engine.template.attributes import Component, ComponentKind
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

FORMAT, PLACE, COMPONENT, SET, VALUE = "format", "place", "component", "set", "value"

OTHER = "other"
"""A component that the table does not know: its name may be somebody's."""

_FIELDS = frozenset(
    {
        "builds", "config", "data", "locals", "only", "packer", "post_processors", "provisioners",
        "required_plugins", "required_version", "scripts", "sources", "text", "value", "variables",
    }
)  # fmt: skip


def facts_of(document: JSON, path: Path) -> tuple[str, ...]:
    """The facts about a place of a document, sorted. See the page about feedback for all of them."""
    format = document.get("format") if isinstance(document, dict) else None
    found = {f"{FORMAT}={format}"}
    block = _block(path)
    known: Component | None = None
    if block is not None:
        kind, length = block
        thing = _at(document, path[:length])
        type = thing.get("type") if isinstance(thing, dict) else None
        known = component(kind, type) if isinstance(type, str) else None
        found.add(f"{COMPONENT}={known.type if known is not None else OTHER}")
        config = thing.get("config") if isinstance(thing, dict) else None
        if known is not None and isinstance(config, dict):
            found |= _attributes(known, config)
    found.add(f"{PLACE}={_place(path, known)}")
    return tuple(sorted(found))[:MOST_FACTS]


def _attributes(known: Component, config: dict[str, JSON]) -> set[str]:
    facts: set[str] = set()
    for name, value in config.items():
        attribute = known.attributes.get(name)
        if attribute is None or attribute.secret:
            continue
        facts.add(f"{SET}={name}")
        if attribute.type == BOOL and isinstance(value, bool):
            facts.add(f"{VALUE}={name}={'true' if value else 'false'}")
    return facts


def _block(path: Path) -> tuple[ComponentKind, int] | None:
    """The component that a path is in: its kind, and how much of the path leads to it."""
    match path:
        case ("builds", int(), "sources", int(), *_):
            return "source", 4
        case ("builds", int(), "provisioners", int(), *_):
            return "provisioner", 4
        case ("builds", int(), "post_processors", int(), int(), *_):
            return "post-processor", 5
        case ("sources", int(), *_):
            return "source", 2
        case ("data", int(), *_):
            return "data", 2
        case _:
            return None


def _place(path: Path, known: Component | None) -> str:
    """The path with `*` for indexes and for every name that somebody may have chosen."""
    attributes = known.attributes if known is not None else {}
    parts: list[str] = []
    for number, part in enumerate(path):
        inside = number > 0 and path[number - 1] == "config"
        safe = isinstance(part, str) and (part in attributes if inside else part in _FIELDS)
        # Below an attribute there are keys of maps: tags, environment variables.
        below = "config" in path[: max(number - 1, 0)]
        parts.append(str(part) if safe and not below else "*")
    return "/" + "/".join(parts)


def _at(document: JSON, path: Path) -> JSON:
    try:
        return lookup(document, path)
    except LookupError:
        return None

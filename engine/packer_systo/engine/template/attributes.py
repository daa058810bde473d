"""The attribute table: what the components of Packer's plugins can be given.

It is read from attribute_table.jsonl beside this file, which tools/attribute_table.py builds and
describes. One line holds one component, found by how the line starts, so that a run decodes only
the components that its templates use.
"""

from __future__ import annotations

import os
from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Type, list_of, map_of

ComponentKind: TypeAlias = Literal["source", "provisioner", "post-processor", "data"]

_TYPES: dict[str, Type] = {
    "any": ANY,
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "list(string)": list_of(STRING),
    "list(number)": list_of(NUMBER),
    "list(list(string))": list_of(list_of(STRING)),
    "map(string)": map_of(STRING),
}


class Attribute(msgspec.Struct, frozen=True):
    """An attribute, or a nested block.

    `type` is None for a block. `block` says how often a block may stand: `one` or `many`;
    `attributes` is what it can hold. `secret`: the value is a credential.
    """

    name: str
    type: Type | None = None
    block: Literal["", "one", "many"] = ""
    attributes: dict[str, Attribute] = {}
    secret: bool = False


class Removed(msgspec.Struct, frozen=True):
    """An attribute that older versions knew, and why it went."""

    attribute: Attribute
    reason: str


class Demand(msgspec.Struct, frozen=True):
    """What Packer asks of a component's settings; one of `needs`, `excludes` and `of` says what.

    One of `needs` must be set (`suffices` do too, but are not advised; `example` is a name and a text
    to show instead of the first). Of `excludes` only one may be. The texts of each attribute in `of`
    match `matches` as a whole, which in words is `form`; `or_number`: legacy JSON and `override` may
    have a number there. It is asked only `when` each of these attributes has one of the values: "" is not set, "*"
    any that is set.
    """

    needs: tuple[str, ...] = ()
    suffices: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    matches: str = ""
    form: str = ""
    or_number: bool = False
    when: dict[str, tuple[str, ...]] = {}


class Component(msgspec.Struct, frozen=True):
    """What is known of one component.

    `open` when the table may lack attributes that today's plugin knows: an unknown name is then no
    mistake. `deprecated` leads from an old name to what to write instead, empty when it can go;
    Packer may still accept the old name (it is then in `attributes` too).
    """

    kind: ComponentKind
    type: str
    plugin: str
    attributes: dict[str, Attribute]
    open: bool = False
    deprecated: dict[str, str] = {}
    removed: dict[str, Removed] = {}
    demands: tuple[Demand, ...] = ()


class _Block(msgspec.Struct, array_like=True):
    often: Literal["one", "many"]
    attributes: dict[str, str | _Block]


class _Line(msgspec.Struct):
    """A line of the file; a group has `attributes` alone."""

    plugin: str = ""
    open: bool = False
    groups: list[str] = []
    attributes: dict[str, str | _Block] = {}
    deprecated: dict[str, str] = {}
    removed: dict[str, tuple[str, str]] = {}
    demands: tuple[Demand, ...] = ()


class _Head(msgspec.Struct):
    version: Literal[1]
    plugins: dict[str, Plugin]
    aliases: dict[str, str]
    secrets: frozenset[str]


class Plugin(msgspec.Struct, frozen=True):
    """The state of a plugin that the table describes. `date` is an ISO date or empty."""

    repository: str
    commit: str
    date: str = ""


class AttributeTable:
    """The table. Components are decoded when first asked for and then kept."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        end = text.index(b"\n")
        self._head = msgspec.json.decode(text[:end], type=_Head)
        self._decoder = msgspec.json.Decoder(_Line)
        self._components: dict[tuple[str, str], Component | None] = {}
        self._groups: dict[str, dict[str, Attribute]] = {}

    @property
    def plugins(self) -> dict[str, Plugin]:
        """What the table describes, by plugin name."""
        return self._head.plugins

    @property
    def secret_names(self) -> frozenset[str]:
        """Names that hold credentials in any component, also in one that the table lacks."""
        return self._head.secrets

    def component(self, kind: ComponentKind, type: str) -> Component | None:
        """The component, or None for one that the table does not know."""
        key = kind, type
        if key not in self._components:
            self._components[key] = self._read(kind, type)
        return self._components[key]

    def types(self, kind: ComponentKind) -> list[str]:
        """The known types of a kind, for "did you mean"."""
        start = b'\n{"name":"%b ' % kind.encode()
        found: list[str] = []
        at = self._text.find(start)
        while at >= 0:
            at += len(start)
            found.append(self._text[at : self._text.index(b'"', at)].decode())
            at = self._text.find(start, at)
        return found

    def _read(self, kind: ComponentKind, type: str) -> Component | None:
        name = f"{kind} {type}"
        line = self._line(self._head.aliases.get(name, name))
        if line is None:
            return None
        attributes: dict[str, Attribute] = {}
        for group in line.groups:
            attributes |= self._group(group)
        attributes |= _attributes(line.attributes)
        removed = {
            old: Removed(_attribute(old, spelling), reason)
            for old, (spelling, reason) in line.removed.items()
        }
        return Component(
            kind,
            type,
            line.plugin,
            attributes,
            line.open,
            line.deprecated,
            removed,
            line.demands,
        )

    def _group(self, name: str) -> dict[str, Attribute]:
        if name not in self._groups:
            line = self._line(f"group {name}")
            self._groups[name] = {} if line is None else _attributes(line.attributes)
        return self._groups[name]

    def _line(self, name: str) -> _Line | None:
        # A name comes from a template: encoded as JSON it cannot reach past its own quotes.
        start = b'\n{"name":%b,' % msgspec.json.encode(name)
        at = self._text.find(start)
        if at < 0:
            return None
        return self._decoder.decode(self._text[at + 1 : self._text.index(b"\n", at + 1)])


def _attributes(lines: dict[str, str | _Block]) -> dict[str, Attribute]:
    return {name: _attribute(name, entry) for name, entry in lines.items()}


def _attribute(name: str, entry: str | _Block) -> Attribute:
    if isinstance(entry, _Block):
        return Attribute(name, None, entry.often, _attributes(entry.attributes))
    secret = entry.endswith("!")
    return Attribute(name, _TYPES[entry.removesuffix("!")], secret=secret)


_loaded: list[AttributeTable] = []


def attribute_table() -> AttributeTable:
    """The table of this package, read once a process."""
    if not _loaded:
        path = os.path.join(os.path.dirname(__file__), "attribute_table.jsonl")
        with open(path, "rb") as file:
            _loaded.append(AttributeTable(file.read()))
    return _loaded[0]


def component(kind: ComponentKind, type: str) -> Component | None:
    """The component of the package's own table; None for one that it does not know."""
    return attribute_table().component(kind, type)

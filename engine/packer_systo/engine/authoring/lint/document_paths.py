"""Whether a path pattern can lead anywhere in a template document.

The document's form is its published schema. Below `config` it is what the attribute table knows of
the components; a component that the table lacks, or knows in part, may hold anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.patterns import EVERY, Pattern
from packer_systo.engine.schemas import template_schema
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.template.attributes import attribute_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from packer_systo.engine.template.attributes import Attribute, Component, ComponentKind
    from packer_systo.engine.template.document import JSON

_KINDS: dict[str, ComponentKind] = {
    "sources": "source",
    "provisioners": "provisioner",
    "post_processors": "post-processor",
    "data": "data",
}
_CONFIG = "config"
_IN_WORDS = {
    "array": "a list",
    "integer": "a number",
    "list": "a list",
    "map": "a map",
    "number": "a number",
    "object": "a map",
    "string": "a text",
}
"""Of the types of JSON Schema and of the attribute table; the others may be true or false."""


class DocumentPaths:
    """Reads the schema and the table once."""

    def __init__(self) -> None:
        self._schema = template_schema()

    def wrong(self, pattern: Pattern, types: Sequence[str]) -> str:
        """Why the pattern leads nowhere, or empty. `types` are component types, `amazon-*` too."""
        here: list[JSON] = [self._schema]
        for at, part in enumerate(pattern):
            if part == _CONFIG and at + 1 < len(pattern):
                for above in reversed(pattern[:at]):
                    if above in _KINDS:
                        return _wrong_attribute(_KINDS[above], pattern[at + 1 :], types)
            nodes = list(self._resolved(here))
            names = {name for node in nodes for name in _properties(node)}
            below = [inner for node in nodes for inner in _below(node, part)]
            if not below:
                shown = "/".join(("", *pattern[:at]))
                return f"there is no `{part}` in `{shown or '/'}`.{did_you_mean(part, names)}"
            here = below
        return ""

    def no_boolean(self, pattern: Pattern, types: Sequence[str]) -> str:
        """What a value is, in words, where it is certain to be neither true nor false; or empty."""
        here: list[JSON] = [self._schema]
        for at, part in enumerate(pattern):
            if part == _CONFIG and at + 1 < len(pattern):
                for above in reversed(pattern[:at]):
                    if above in _KINDS:
                        return _attribute_type(_KINDS[above], pattern[at + 1 :], types)
                return ""
            here = [inner for node in self._resolved(here) for inner in _below(node, part)]
        found = {
            str(node.get("type", "")) if isinstance(node, dict) else ""
            for node in self._resolved(here)
        }
        return _IN_WORDS.get(found.pop(), "") if len(found) == 1 else ""

    def _resolved(self, nodes: Iterable[JSON]) -> Iterator[JSON]:
        """The schemas themselves, references followed and alternatives apart."""
        definitions = self._schema["$defs"]
        assert isinstance(definitions, dict)
        for node in nodes:
            if not isinstance(node, dict):
                yield node
                continue
            reference = node.get("$ref")
            if isinstance(reference, str):
                yield from self._resolved([definitions[reference.rpartition("/")[2]]])
                continue
            alternatives = node.get("anyOf")
            if isinstance(alternatives, list):
                yield from self._resolved(alternatives)
                continue
            yield node


def _properties(node: JSON) -> Mapping[str, JSON]:
    found = node.get("properties") if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def _below(node: JSON, part: str) -> list[JSON]:
    """What may be at a key or an index of a node; an open node holds anything."""
    if not isinstance(node, dict) or "type" not in node:
        return [True] if not isinstance(node, dict) or not node.keys() - {"description"} else []
    match node["type"]:
        case "array" if part == EVERY or part.isdecimal():
            return [node.get("items", True)]
        case "object":
            properties = _properties(node)
            if part in properties:
                return [properties[part]]
            more = node.get("additionalProperties", not properties)
            if part == EVERY:
                return [*properties.values(), *([more] if more is not False else [])]
            return [more] if more is not False else []
        case _:
            return []


def _wrong_attribute(kind: ComponentKind, path: Pattern, types: Sequence[str]) -> str:
    table = attribute_table()
    known = table.types(kind)
    chosen = [one for one in known if _is_named(one, types)] if types else known
    if types and any(not _any_known(one, known) for one in types):
        return ""  # of a plugin that the table lacks
    components = [one for name in chosen if (one := table.component(kind, name)) is not None]
    if any(one.open for one in components if types):
        return ""
    if any(_holds(one, path) for one in components):
        return ""
    names = {name for one in components for name in one.attributes}
    whose = f"a {kind} of the types that `when` names" if types else f"a {kind} that we know"
    return (
        f"there is no `{'.'.join(path)}` in the configuration of {whose}."
        f"{did_you_mean(path[0], names)}"
    )


def _attribute_type(kind: ComponentKind, path: Pattern, types: Sequence[str]) -> str:
    """The one type that all components which `when` names give an attribute, in words."""
    table = attribute_table()
    known = table.types(kind)
    if len(path) != 1 or not types or any(not _any_known(one, known) for one in types):
        return ""
    found: set[str] = set()
    for name in known:
        component = table.component(kind, name) if _is_named(name, types) else None
        if component is None:
            continue
        attribute = component.attributes.get(path[0])
        found.add(attribute.type.kind.value if attribute and attribute.type is not None else "")
    return _IN_WORDS.get(found.pop(), "") if len(found) == 1 else ""


def _is_named(name: str, types: Sequence[str]) -> bool:
    return any(
        name.startswith(one.removesuffix("*")) if one.endswith("*") else name == one
        for one in types
    )


def _any_known(named: str, known: Iterable[str]) -> bool:
    return any(_is_named(one, [named]) for one in known)


def _holds(component: Component, path: Pattern) -> bool:
    if path[0] in component.deprecated or path[0] in component.removed:
        return True
    here: Mapping[str, Attribute] = component.attributes
    for part in path:
        if part == EVERY or part.isdecimal():
            continue
        attribute = here.get(part)
        if attribute is None:
            return False
        if attribute.type is not None:
            return True  # a value: what is in it, a map say, is not known here
        here = attribute.attributes
    return True

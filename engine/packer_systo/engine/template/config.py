"""The configuration of a component: its attributes evaluated, its nested blocks in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.attributes import attribute_table
from packer_systo.engine.template.blocks import Expanded, Part, expand
from packer_systo.engine.template.coercion import coerce
from packer_systo.engine.template.configuration import Configuration, Nested, Setting
from packer_systo.engine.template.redaction import literal_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.attributes import Attribute as Known
    from packer_systo.engine.template.attributes import Component, ComponentKind
    from packer_systo.engine.template.component_types import ComponentTypes
    from packer_systo.engine.template.problem import Problem
    from packer_systo.engine.template.redaction import Redactions
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.values.value import UnknownReason, Value

DEEPEST_BLOCK = 50


class Configurator:
    """Makes configurations; what is wrong with them is collected in `problems`."""

    def __init__(
        self, problems: list[Problem], redactions: Redactions, types: ComponentTypes
    ) -> None:
        self.problems = problems
        self.types = types
        self._redactions = redactions
        self._secret_names = attribute_table().secret_names

    def configure(
        self,
        parts: Iterable[Part],
        header: Span,
        kind: ComponentKind,
        type: str,
        *,
        path: Path,
        without: frozenset[str] = frozenset(),
    ) -> Configuration:
        """The bodies of a component as one, evaluated and converted to the types that the attribute
        table has. `path` leads to it in the document; `without` are attributes of Packer's own.
        """
        known = self._component(kind, type)
        attributes = known.attributes if known is not None else None
        expanded = expand(parts, self.problems)
        raw = self._body(expanded, header, attributes, without, 0)
        return coerce(known, raw, path, self.problems, secret_names=self._secret_names)

    def override(
        self, kind: ComponentKind, type: str, value: Value, span: Span, path: Path
    ) -> Value:
        """What `override` sets for one source; see `override_value`."""
        from packer_systo.engine.template.overrides import override_value

        return override_value(
            self._component(kind, type),
            value,
            span,
            path,
            self.problems,
            secret_names=self._secret_names,
        )

    def _component(self, kind: ComponentKind, type: str) -> Component | None:
        known = attribute_table().component(kind, type)
        if known is not None and not known.open and not self.types.is_described(type):
            return msgspec.structs.replace(known, open=True)
        return known

    def plain(self, expanded: Expanded, header: Span) -> Configuration:
        """A body of Packer's own, evaluated as it is written."""
        return self._body(expanded, header, {}, frozenset(), 0)

    def _body(
        self,
        expanded: Expanded,
        header: Span,
        known: Mapping[str, Known] | None,
        without: frozenset[str],
        depth: int,
    ) -> Configuration:
        settings: dict[str, Setting] = {}
        for name, placed in expanded.attributes.items():
            if name in without:
                continue
            entry = known.get(name) if known is not None else None
            value = placed.evaluate()
            secret = entry.secret if entry is not None else name in self._secret_names
            if secret:
                for span in literal_spans(placed.file.source, placed.attribute.expression):
                    self._redactions.add(span)
            setting = Setting(value, placed.name_span)
            if entry is not None and entry.block and placed.file.format == "json":
                setting = _blocks_of_json(value, entry, placed.name_span) or setting
            settings[name] = setting
        blocks: dict[str, list[Configuration]] = {}
        headers: dict[str, Span] = {}
        if depth < DEEPEST_BLOCK:
            for block in expanded.blocks:
                entry = known.get(block.type) if known is not None else None
                inner = self._body(
                    expand([block.part], self.problems),
                    block.header,
                    entry.attributes if entry is not None else None,
                    frozenset(),
                    depth + 1,
                )
                blocks.setdefault(block.type, []).append(inner)
                headers.setdefault(block.type, block.header)
        for type, made in blocks.items():
            entry = known.get(type) if known is not None else None
            single = entry is not None and entry.block == "one"
            settings[type] = Setting(Nested(tuple(made), single), headers[type])
        unknown: dict[str, tuple[UnknownReason, ...]] = {}
        for one in expanded.unknown:
            unknown[one.type] = unknown.get(one.type, ()) + one.reasons
        return Configuration(settings, header, unknown)


def _blocks_of_json(value: Value, entry: Known, name: Span | None) -> Setting | None:
    """HCL's JSON form does not tell an attribute from a block: the table does.

    None for a value that cannot be blocks.
    """
    data = value.data
    items = data if isinstance(data, tuple) else (value,)
    blocks: list[Configuration] = []
    for item in items:
        if not isinstance(item.data, dict):
            return None
        settings: dict[str, Setting] = {}
        for key, element in item.data.items():
            place = element.origin.span if element.origin is not None else None
            inner = entry.attributes.get(key)
            setting = Setting(element, place)
            if inner is not None and inner.block:
                setting = _blocks_of_json(element, inner, place) or setting
            settings[key] = setting
        header = item.origin.span if item.origin is not None else None
        blocks.append(Configuration(settings, header))
    return Setting(Nested(tuple(blocks), entry.block == "one"), name)

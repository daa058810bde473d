"""`source` blocks: what a builder gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.blocks import Part
from packer_systo.engine.template.configuration import Configuration
from packer_systo.engine.template.declarations import Placed
from packer_systo.engine.template.hidden_names import Name, ShownNames, plain
from packer_systo.engine.template.references import of_body
from packer_systo.engine.template.resolved import HiddenNames, ResolvedSource
from packer_systo.engine.template.schema_checks import duplicate
from packer_systo.engine.template.scopes import NO_BUILD, Scopes, source_root

if TYPE_CHECKING:
    from packer_systo.engine.template.config import Configurator
    from packer_systo.engine.template.damage import Unread
    from packer_systo.engine.template.sourcemap import Path


NO_LABEL = plain("")


class DeclaredSource(msgspec.Struct):
    """`own_name` when its configuration depends on `source.name`, which a build may change."""

    type: str
    name: str
    placed: Placed
    own_name: bool
    config: Configuration


class Sources:
    """The sources of a template by type and name; in what is `unread` there may be others."""

    def __init__(
        self,
        scopes: Scopes,
        configurator: Configurator,
        *,
        unread: Unread,
    ) -> None:
        self._unread = unread
        self._scopes = scopes
        self._configurator = configurator
        self._declared: dict[tuple[str, str], DeclaredSource] = {}
        self._names: tuple[str, ...] = ()
        self._shown = ShownNames()

    @property
    def names(self) -> tuple[str, ...]:
        """`type.name` of all."""
        if len(self._names) != len(self._declared):
            self._names = tuple([f"{type}.{name}" for type, name in self._declared])
        return self._names

    def has(self, type: str, name: str) -> bool:
        """Whether there is, or may be, a source of this name."""
        return (
            (type, name) in self._declared
            or bool(self._unread.lost)
            or f"{type}.{name}" in self._unread.sources
        )

    def declare(self, placed: Placed) -> None:
        type, name = (label.value for label in placed.block.labels)
        first = self._declared.get((type, name))
        if first is not None:
            problem = duplicate(f'The source "{type}.{name}"', placed.header, first.placed.header)
            self._configurator.problems.append(problem)
            return
        label = placed.block.labels[0]
        self._configurator.types.check(
            "source", type, Span(placed.file.source, label.start, label.end)
        )
        own_name = any(one.root == "source" for one in of_body(placed.block.body).references)
        path = ("sources", len(self._declared), "config")
        config = self._configure(placed, plain(type), plain(name), (), path)
        self._declared[type, name] = DeclaredSource(type, name, placed, own_name, config)

    def resolved(self) -> tuple[ResolvedSource, ...]:
        return tuple(
            ResolvedSource(one.type, one.name, "", one.placed.header, one.config)
            for one in self._declared.values()
        )

    def use(
        self,
        type: Name,
        name: Name,
        *,
        header: Span,
        path: Path,
        label: Name = NO_LABEL,
        additions: tuple[Part, ...] = (),
    ) -> ResolvedSource:
        """A source in a build. `additions` are the bodies that the build adds to it."""
        declared = self._declared.get((type.text, name.text))
        if declared is None:
            return self._used(type, name, label, header, None)
        # It is written out as the name of a source: that somebody chose it is no secret of it.
        type, name = plain(type.text), plain(name.text)
        config = declared.config
        if additions or (label.text and declared.own_name):
            called = label if label.text else name
            config = self._configure(declared.placed, type, called, additions, path)
        return self._used(type, name, label, header, config)

    def shown(self, type: Name, name: Name) -> str:
        """`type.name` for a message."""
        return f"{type.shown}.{self._shown.of(name)}"

    def _used(
        self, type: Name, name: Name, label: Name, header: Span, config: Configuration | None
    ) -> ResolvedSource:
        hidden: HiddenNames | None = None
        if type.is_hidden or name.is_hidden or label.is_hidden:
            hidden = HiddenNames(type, name, label)
        shown = self._shown.of
        return ResolvedSource(type.shown, shown(name), shown(label), header, config, hidden)

    def _configure(
        self, placed: Placed, type: Name, name: Name, additions: tuple[Part, ...], path: Path
    ) -> Configuration:
        file = placed.file
        scope = self._scopes.body(file, build=NO_BUILD, source=source_root(type, name))
        parts = (Part(placed.block.body, scope, file), *additions)
        return self._configurator.configure(parts, placed.header, "source", type.text, path=path)

"""`build` blocks: which sources are built, what is done to them, and in which order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.source.text import Span
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.syntax.hcl.nodes import Attribute
from packer_systo.engine.template.blocks import Part, PlacedAttribute, PlacedBlock, expand
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.registry import registry_config
from packer_systo.engine.template.resolved import (
    Applies,
    ResolvedBuild,
    ResolvedPostProcessor,
    ResolvedProvisioner,
    ResolvedSource,
)
from packer_systo.engine.template.schema_checks import (
    BUILD,
    POST_PROCESSORS,
    check_expanded,
)
from packer_systo.engine.template.scopes import build_root, source_root
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Type, list_of
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.template.attributes import ComponentKind
    from packer_systo.engine.template.config import Configurator
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.declarations import Placed
    from packer_systo.engine.template.scopes import Scopes
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.template.sources import Sources

Settings = dict[str, tuple[Value, Span]]

_NAMES = list_of(STRING)
_BUILD_SETTINGS = {"name": STRING, "description": STRING, "sources": _NAMES}
_PROVISIONER_SETTINGS = {
    "name": STRING,
    "pause_before": STRING,
    "max_retries": NUMBER,
    "timeout": STRING,
    "continue_on_error": BOOL,
    "only": _NAMES,
    "except": _NAMES,
    "override": ANY,
}
_POST_PROCESSOR_SETTINGS = {
    "name": STRING,
    "only": _NAMES,
    "except": _NAMES,
    "keep_input_artifact": BOOL,
}
_DURATION = re.compile(r"[-+]?(?:0|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+\Z")
_IDENTIFIER = re.compile(r"[^\W\d][\w\-]*\Z")
_SOURCE_EXAMPLE = 'sources = ["source.qemu.debian"]'


class Builds:
    """Resolves the builds of a template, one after the other."""

    def __init__(
        self,
        scopes: Scopes,
        sources: Sources,
        build_names: frozenset[str],
        configurator: Configurator,
    ) -> None:
        self._scopes = scopes
        self._sources = sources
        self._build_names = build_names
        self.configurator = configurator
        self.problems = configurator.problems

    def resolve(self, placed: Placed, index: int, registry: Configuration | None) -> ResolvedBuild:
        """The build that is the template's `index`th. `registry` is the template's own `hcp_packer_registry`, for builds that have none."""
        file, header = placed.file, placed.header
        outside = self._scopes.body(
            file, build=build_root(None, self._build_names), source=source_root(None, None)
        )
        expanded = expand([Part(placed.block.body, outside, file)], self.problems)
        blocks = check_expanded(expanded, BUILD, self.problems)
        settings = self.settings(expanded.attributes, _BUILD_SETTINGS)
        unknown: dict[str, Unknown] = {one.type: Unknown(one.reasons) for one in expanded.unknown}
        name = settings["name"][0] if "name" in settings else None
        sources = self._listed_sources(settings.pop("sources", None), index, unknown)
        written_sources = bool(sources) or "sources" in expanded.attributes
        for block in blocks:
            if block.type == "source":
                sources.append(
                    self._source_block(block, ("builds", index, "sources", len(sources), "config"))
                )
                written_sources = True
        if not written_sources and "source" not in unknown:
            self.problems.append(
                Problem(
                    "missing-attribute",
                    "A build needs at least one source.",
                    header,
                    example=_SOURCE_EXAMPLE,
                )
            )
        inside = _Inside(
            self, build_root(name, self._build_names), tuple(sources), ("builds", index)
        )
        chains: list[tuple[ResolvedPostProcessor, ...]] = []
        provisioners: list[ResolvedProvisioner] = []
        once: dict[str, Span] = {}
        own_registry: Configuration | None = None
        for block in blocks:
            if block.type in {"error-cleanup-provisioner", "hcp_packer_registry"}:
                first = once.setdefault(block.type, block.header)
                if first is not block.header:
                    self._only_one(block, first)
                    continue
            if block.type in {"provisioner", "error-cleanup-provisioner"}:
                provisioners.append(inside.provisioner(block, len(provisioners)))
            elif block.type == "post-processor":
                chains.append((inside.post_processor(block, len(chains), 0),))
            elif block.type == "post-processors":
                chains.append(inside.chain(block, len(chains)))
            elif block.type == "hcp_packer_registry":
                own_registry = registry_config(block.part, block.header, self.configurator)
        return ResolvedBuild(
            header,
            settings,
            tuple(sources),
            tuple(provisioners),
            tuple(chains),
            own_registry or registry,
            unknown,
        )

    def _only_one(self, block: PlacedBlock, first: Span) -> None:
        self.problems.append(
            Problem(
                "duplicate-definition",
                f"There can be only one {block.type} here.",
                block.header,
                related=(RelatedPlace(first, "the first one"),),
            )
        )

    def _listed_sources(
        self, listed: tuple[Value, Span] | None, index: int, unknown: dict[str, Unknown]
    ) -> list[ResolvedSource]:
        """`sources = ["source.type.name", …]`."""
        if listed is None:
            return []
        value, span = listed
        data = value.data
        if isinstance(data, Unknown):
            unknown["sources"] = data
            return []
        found: list[ResolvedSource] = []
        for element in data if isinstance(data, tuple) else ():
            place = element.origin.span if element.origin is not None else None
            if not isinstance(element.data, str):
                if isinstance(element.data, Unknown):
                    unknown["sources"] = element.data
                continue
            reference = self._reference(element.data, place or span)
            if reference is not None:
                type, name = reference
                self._check_defined(type, name, place or span)
                path = ("builds", index, "sources", len(found), "config")
                found.append(self._sources.use(type, name, header=place or span, path=path))
        return found

    def _source_block(self, block: PlacedBlock, path: Path) -> ResolvedSource:
        """`source "type.name" { … }` in a build adds to the source, and may rename it."""
        reference = self._reference(block.labels[0], block.header)
        if reference is None:
            reference = ("", block.labels[0])
        else:
            self._check_defined(*reference, block.header)
        type, name = reference
        inner = expand([block.part], self.problems)
        label = ""
        named = inner.attributes.get("name")
        if named is not None:
            value = self._typed(named, STRING)
            label = value.data if isinstance(value.data, str) else ""
        part = block.part.with_names({"source": source_root(type, label or name)})
        body = part.body
        items = tuple(item for item in body.items if getattr(item, "name", "") != "name")
        additions: tuple[Part, ...] = ()
        if items:
            rest = msgspec.structs.replace(body, items=items)
            additions = (msgspec.structs.replace(part, body=rest),)
        return self._sources.use(
            type, name, label=label, header=block.header, additions=additions, path=path
        )

    def _reference(self, text: str, span: Span) -> tuple[str, str] | None:
        """`source.type.name` or `type.name`; what follows is ignored, as Packer does."""
        parts = text.split(".")
        if len(parts) > 2:
            parts = parts[1:]
        if len(parts) < 2 or not (_IDENTIFIER.match(parts[0]) and _IDENTIFIER.match(parts[1])):
            self.problems.append(
                Problem(
                    "invalid-value",
                    "A reference to a source has the form source.type.name.",
                    span,
                    example=_SOURCE_EXAMPLE,
                )
            )
            return None
        return parts[0], parts[1]

    def _check_defined(self, type: str, name: str, span: Span) -> None:
        if not self._sources.has(type, name):
            hint = did_you_mean(f"{type}.{name}", self._sources.names)
            self.problems.append(
                Problem("undefined-source", f'There is no source "{type}.{name}".{hint}', span)
            )

    def settings(self, attributes: dict[str, PlacedAttribute], wanted: dict[str, Type]) -> Settings:
        """The arguments that Packer itself reads, converted; null ones are left out."""
        settings: Settings = {}
        for name, type in wanted.items():
            placed = attributes.get(name)
            if placed is None:
                continue
            value = self._typed(placed, type)
            if value.data is not None:
                settings[name] = (value, placed.name_span)
        return settings

    def _typed(self, placed: PlacedAttribute, type: Type) -> Value:
        value = evaluate(placed.attribute.expression, placed.scope)
        try:
            return convert(value, type)
        except ConversionError as error:
            self.problems.append(
                Problem(
                    "wrong-type",
                    f'"{placed.attribute.name}" has the wrong type: {error.message}.',
                    placed.file.span(placed.attribute.expression),
                )
            )
            return msgspec.structs.replace(value, data=None)


class _Inside:
    """What stands in one build and sees its name."""

    def __init__(
        self, builds: Builds, build: Value, sources: tuple[ResolvedSource, ...], path: Path
    ) -> None:
        self._builds = builds
        self._build = build
        self._sources = sources
        self._path = path
        self._problems = builds.problems

    def provisioner(self, block: PlacedBlock, index: int) -> ResolvedProvisioner:
        settings, applies = self._settled(block, _PROVISIONER_SETTINGS)
        for name in ("pause_before", "timeout"):
            self._check_duration(settings.get(name), name)
        path = (*self._path, "provisioners", index, "config")
        config = self._config(block, "provisioner", _PROVISIONER_SETTINGS, applies, path)
        overrides = self._overrides(settings.pop("override", None), applies)
        return ResolvedProvisioner(
            block.labels[0], block.type, settings, config, applies, overrides
        )

    def post_processor(self, block: PlacedBlock, chain: int, index: int) -> ResolvedPostProcessor:
        settings, applies = self._settled(block, _POST_PROCESSOR_SETTINGS)
        path = (*self._path, "post_processors", chain, index, "config")
        config = self._config(block, "post-processor", _POST_PROCESSOR_SETTINGS, applies, path)
        return ResolvedPostProcessor(block.labels[0], settings, config, applies)

    def chain(self, block: PlacedBlock, chain: int) -> tuple[ResolvedPostProcessor, ...]:
        """A `post-processors` block: each works on what the one before it made."""
        expanded = expand([block.part], self._problems)
        found = check_expanded(expanded, POST_PROCESSORS, self._problems)
        return tuple(
            [self.post_processor(inner, chain, index) for index, inner in enumerate(found)]
        )

    def _settled(self, block: PlacedBlock, wanted: dict[str, Type]) -> tuple[Settings, Applies]:
        names = {"build": self._build, "source": source_root(None, None)}
        scope = block.part.with_names(names).scope
        attributes = {
            item.name: PlacedAttribute(item, scope, block.part.file)
            for item in reversed(block.part.body.items)
            if isinstance(item, Attribute)
        }
        settings = self._builds.settings(attributes, wanted)
        return settings, self._applies(settings)

    def _applies(self, settings: Settings) -> Applies:
        """The sources that `only` and `except` leave. Names are compared as they are: no globs."""
        only, skipped = settings.get("only"), settings.get("except")
        if only is not None and skipped is not None and only[0].data and skipped[0].data:
            self._problems.append(
                Problem(
                    "invalid-value",
                    "only and except exclude each other.",
                    skipped[1],
                    related=(RelatedPlace(only[1], "only stands here"),),
                )
            )
        names = [source.full_name for source in self._sources]
        for chosen, keep in ((only, True), (skipped, False)):
            if chosen is None:
                continue
            data = chosen[0].data
            if isinstance(data, Unknown):
                return Applies((), data)
            listed: set[str] = set()
            for element in data if isinstance(data, tuple) else ():
                if isinstance(element.data, Unknown):
                    return Applies((), element.data)
                if isinstance(element.data, str):
                    listed.add(element.data)
            if listed:
                return Applies(tuple([name for name in names if (name in listed) is keep]))
        return Applies(tuple(names))

    def _config(
        self,
        block: PlacedBlock,
        kind: ComponentKind,
        own: Mapping[str, Type],
        applies: Applies,
        path: Path,
    ) -> Configuration:
        """The configuration. `source` is known where all sources that it is for agree."""
        used = [one for one in self._sources if one.full_name in applies.sources]
        types = {one.type for one in used}
        names = {one.label or one.name for one in used}
        source = source_root(
            types.pop() if len(types) == 1 else None, names.pop() if len(names) == 1 else None
        )
        part = block.part.with_names({"build": self._build, "source": source})
        return self._builds.configurator.configure(
            [part], block.header, kind, block.labels[0], path=path, without=frozenset(own)
        )

    def _overrides(self, setting: tuple[Value, Span] | None, applies: Applies) -> dict[str, Value]:
        """By `type.name`; Packer finds an override by the source's name alone."""
        if setting is None:
            return {}
        value, span = setting
        data = value.data
        if isinstance(data, Unknown):
            return {}
        if not isinstance(data, dict):
            self._problems.append(
                Problem(
                    "wrong-type",
                    "override is an object: source names with the attributes to set.",
                    span,
                    example="override = { debian = { execute_command = … } }",
                )
            )
            return {}
        found: dict[str, Value] = {}
        for source in self._sources:
            given = data.get(source.label or source.name)
            if given is not None and source.full_name in applies.sources:
                found[source.full_name] = given
        return found

    def _check_duration(self, setting: tuple[Value, Span] | None, name: str) -> None:
        if setting is None or not isinstance(setting[0].data, str):
            return
        if setting[0].data and not _DURATION.match(setting[0].data):
            self._problems.append(
                Problem(
                    "invalid-value",
                    f"{name} is no duration: it needs a unit, such as s, m or h.",
                    setting[1],
                    example=f'{name} = "10s"',
                )
            )

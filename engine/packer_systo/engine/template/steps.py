"""What a build does to its sources: provisioners and post-processors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.nodes import Attribute
from packer_systo.engine.template.blocks import PlacedAttribute, PlacedBlock, expand
from packer_systo.engine.template.build_values import build_root, setting_build_root
from packer_systo.engine.template.core_settings import (
    POST_PROCESSOR_SETTINGS,
    PROVISIONER_SETTINGS,
    Settings,
    read_settings,
)
from packer_systo.engine.template.cost import affordable
from packer_systo.engine.template.durations import is_duration
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.resolved import (
    Applies,
    ResolvedPostProcessor,
    ResolvedProvisioner,
    ResolvedSource,
)
from packer_systo.engine.template.schema_checks import POST_PROCESSORS, check_expanded
from packer_systo.engine.template.scopes import IN_ERROR, is_told_late, source_root
from packer_systo.engine.values.equality import is_known, known_text
from packer_systo.engine.values.marks import reasons_of
from packer_systo.engine.values.value import PartialString, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.evaluation.budget import Budget
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.attributes import ComponentKind
    from packer_systo.engine.template.config import Configurator
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.values.types import Type

_TOO_MUCH = Unknown((UnknownReason("only", IN_ERROR),))


class Steps:
    """Resolves the steps of one build. `name` is the build's own, `path` leads to it in the
    document.
    """

    def __init__(
        self,
        configurator: Configurator,
        budget: Budget,
        name: Value | None,
        sources: tuple[ResolvedSource, ...],
        path: Path,
    ) -> None:
        self._configurator = configurator
        self._problems = configurator.problems
        self._budget = budget
        self._name = name
        self._sources = sources
        self._names = tuple([(source.full_name, source.matched) for source in sources])
        self._path = path

    def provisioner(self, block: PlacedBlock, index: int) -> ResolvedProvisioner:
        settings, applies = self._settled(block, PROVISIONER_SETTINGS)
        for name in ("pause_before", "timeout"):
            self._check_duration(settings.get(name), name)
        path = (*self._path, "provisioners", index, "config")
        config = self._config(block, "provisioner", PROVISIONER_SETTINGS, applies, path)
        overrides = self._overrides(settings.pop("override", None), applies, block, index)
        return ResolvedProvisioner(
            block.labels[0],
            block.type,
            settings,
            config,
            applies,
            overrides or {},
            overrides is None,
        )

    def post_processor(self, block: PlacedBlock, chain: int, index: int) -> ResolvedPostProcessor:
        settings, applies = self._settled(block, POST_PROCESSOR_SETTINGS)
        path = (*self._path, "post_processors", chain, index, "config")
        config = self._config(block, "post-processor", POST_PROCESSOR_SETTINGS, applies, path)
        return ResolvedPostProcessor(block.labels[0], settings, config, applies)

    def chain(self, block: PlacedBlock, chain: int) -> tuple[ResolvedPostProcessor, ...]:
        """A `post-processors` block: each works on what the one before it made."""
        expanded = expand([block.part], self._problems)
        found = check_expanded(expanded, POST_PROCESSORS, self._problems)
        return tuple(
            [self.post_processor(inner, chain, index) for index, inner in enumerate(found)]
        )

    def _settled(self, block: PlacedBlock, wanted: dict[str, Type]) -> tuple[Settings, Applies]:
        build = setting_build_root(self._name)
        scope = block.part.with_names({"build": build, "source": source_root(None, None)}).scope
        attributes = {
            item.name: PlacedAttribute(item, scope, block.part.file)
            for item in reversed(block.part.body.items)
            if isinstance(item, Attribute)
        }
        settings = read_settings(attributes, wanted, self._problems)
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
        had_budget = not self._budget.exhausted
        if not affordable(self._budget, len(self._names)):
            if had_budget:
                message = "The steps of this template, for all sources, are too many to look at."
                self._problems.append(Problem("too-many-blocks", message, None))
            return Applies((), _TOO_MUCH)
        for chosen, keep in ((only, True), (skipped, False)):
            if chosen is None:
                continue
            data = chosen[0].data
            if isinstance(data, Unknown):
                return Applies((), data)
            listed: set[str] = set()
            for element in data if isinstance(data, tuple) else ():
                if not is_known(element):
                    return Applies((), Unknown(reasons_of(element)))
                if isinstance(element.data, (str, PartialString)):
                    listed.add(known_text(element.data) or "")
            if listed:
                kept = [shown for shown, name in self._names if (name in listed) is keep]
                return Applies(tuple(kept))
        return Applies(tuple([shown for shown, _ in self._names]))

    def _config(
        self,
        block: PlacedBlock,
        kind: ComponentKind,
        own: Mapping[str, Type],
        applies: Applies,
        path: Path,
    ) -> Configuration:
        """The configuration. `source` is known where all sources that it is for agree."""
        applying = frozenset(applies.sources)
        used = [one for one in self._sources if one.full_name in applying]
        types = {one.own_type for one in used}
        names = {one.own_name for one in used}
        source = source_root(
            types.pop() if len(types) == 1 else None, names.pop() if len(names) == 1 else None
        )
        build = build_root(self._name, frozenset([one.own_type.text for one in used]))
        part = block.part.with_names({"build": build, "source": source})
        self._configurator.types.check(kind, block.labels[0], block.label_span(0))
        return self._configurator.configure(
            [part], block.header, kind, block.labels[0], path=path, without=frozenset(own)
        )

    def _overrides(
        self,
        setting: tuple[Value, Span] | None,
        applies: Applies,
        block: PlacedBlock,
        index: int,
    ) -> dict[str, Value] | None:
        """By `type.name`; Packer finds an override by the source's name alone. None where it is not
        known what it sets.
        """
        if setting is None:
            return {}
        value, span = setting
        data = value.data
        if isinstance(data, Unknown) and not any(map(is_told_late, data.reasons)):
            return None
        if not isinstance(data, dict):
            self._problems.append(
                Problem(
                    "wrong-type",
                    "override is an object: source names with the attributes to set.",
                    span,
                    example="override = { debian = { execute_command = … } }",
                )
            )
            return None
        found: dict[str, Value] = {}
        applying = frozenset(applies.sources)
        for source in self._sources:
            given = data.get(source.own_name.text)
            if given is not None and source.full_name in applying:
                path = (*self._path, "provisioners", index, "overrides", source.full_name)
                found[source.full_name] = self._configurator.override(
                    "provisioner", block.labels[0], given, span, path
                )
        return found

    def _check_duration(self, setting: tuple[Value, Span] | None, name: str) -> None:
        if setting is None or not isinstance(setting[0].data, str):
            return
        if setting[0].data and not is_duration(setting[0].data):
            self._problems.append(
                Problem(
                    "invalid-value",
                    f"{name} is no duration: it needs a unit, such as s, m or h.",
                    setting[1],
                    example=f'{name} = "10s"',
                )
            )

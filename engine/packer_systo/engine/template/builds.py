"""`build` blocks: which sources are built, what is done to them, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.template.blocks import (
    Expanded,
    Part,
    PlacedAttribute,
    PlacedBlock,
    expand,
)
from packer_systo.engine.template.core_settings import BUILD_SETTINGS, read_settings
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.references import of_expression
from packer_systo.engine.template.registry import registry_config
from packer_systo.engine.template.resolved import (
    ResolvedBuild,
    ResolvedPostProcessor,
    ResolvedProvisioner,
)
from packer_systo.engine.template.schema_checks import BUILD, check_expanded
from packer_systo.engine.template.scopes import NO_BUILD, source_root
from packer_systo.engine.template.source_uses import EXAMPLE, SourceUses
from packer_systo.engine.template.steps import Steps
from packer_systo.engine.values.value import Unknown

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.config import Configurator
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.core_settings import Settings
    from packer_systo.engine.template.declarations import Placed
    from packer_systo.engine.template.scopes import Scopes
    from packer_systo.engine.template.sources import Sources


class Builds:
    """Resolves the builds of a template, one after the other."""

    def __init__(
        self,
        scopes: Scopes,
        sources: Sources,
        configurator: Configurator,
    ) -> None:
        self._scopes = scopes
        self._configurator = configurator
        self._problems = configurator.problems
        self._uses = SourceUses(sources, scopes.budget, configurator.problems)

    def resolve(self, placed: Placed, index: int, registry: Configuration | None) -> ResolvedBuild:
        """The build that is the template's `index`th.

        `registry` is the template's own `hcp_packer_registry`, for builds that have none.
        """
        file, header = placed.file, placed.header
        outside = self._scopes.body(file, build=NO_BUILD, source=source_root(None, None))
        expanded = expand([Part(placed.block.body, outside, file)], self._problems)
        blocks = check_expanded(expanded, BUILD, self._problems)
        settings = read_settings(expanded.attributes, BUILD_SETTINGS, self._problems)
        unknown: dict[str, Unknown] = {one.type: Unknown(one.reasons) for one in expanded.unknown}
        name = settings["name"][0] if "name" in settings else None
        sources = self._uses.listed(
            settings.get("sources"), expanded.attributes.get("sources"), index, unknown
        )
        written_sources = bool(sources) or _may_list(settings, expanded)
        for block in blocks:
            if block.type == "source":
                sources.append(
                    self._uses.block(block, ("builds", index, "sources", len(sources), "config"))
                )
                written_sources = True
        if not written_sources and "source" not in unknown:
            self._problems.append(
                Problem(
                    "missing-attribute",
                    "A build needs at least one source.",
                    header,
                    example=EXAMPLE,
                )
            )
        settings.pop("sources", None)
        steps = Steps(
            self._configurator,
            self._scopes.budget,
            name,
            tuple(sources),
            ("builds", index),
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
                provisioners.append(steps.provisioner(block, len(provisioners)))
            elif block.type == "post-processor":
                chains.append((steps.post_processor(block, len(chains), 0),))
            elif block.type == "post-processors":
                chains.append(steps.chain(block, len(chains)))
            elif block.type == "hcp_packer_registry":
                own_registry = registry_config(block.part, block.header, self._configurator)
        return ResolvedBuild(
            header,
            settings,
            tuple(sources),
            tuple(provisioners),
            tuple(chains),
            own_registry or registry,
            unknown,
            _chosen(expanded.attributes.get("sources")),
        )

    def _only_one(self, block: PlacedBlock, first: Span) -> None:
        self._problems.append(
            Problem(
                "duplicate-definition",
                f"There can be only one {block.type} here.",
                block.header,
                related=(RelatedPlace(first, "the first one"),),
            )
        )


def _may_list(settings: Settings, expanded: Expanded) -> bool:
    """Whether `sources` names any; where it is wrong, that is told already."""
    listed = settings.get("sources")
    if listed is None:
        placed = expanded.attributes.get("sources")
        return placed is not None and placed.evaluate().data is not None
    return listed[0].data != ()


def _chosen(listed: PlacedAttribute | None) -> bool:
    """Whether a list of sources depends on something, rather than naming them."""
    if listed is None:
        return False
    references = of_expression(listed.attribute.expression).references
    return any(one.root != "source" for one in references)

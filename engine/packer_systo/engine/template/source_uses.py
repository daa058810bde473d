"""The sources that a build uses: listed by name, or in blocks that add to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.outcome import written
from packer_systo.engine.syntax.hcl.identifiers import is_name
from packer_systo.engine.syntax.hcl.nodes import TupleExpression
from packer_systo.engine.template.blocks import Part, PlacedAttribute, PlacedBlock, expand
from packer_systo.engine.template.core_settings import typed
from packer_systo.engine.template.cost import STEPS_A_BLOCK, affordable
from packer_systo.engine.template.hidden_names import name_of, plain
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.references import of_expression
from packer_systo.engine.template.scopes import IN_ERROR, source_root
from packer_systo.engine.template.sources import NO_LABEL
from packer_systo.engine.template.suggestions import suggestion
from packer_systo.engine.values.marks import reasons_of, with_secret
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.budget import Budget
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.hidden_names import Name
    from packer_systo.engine.template.resolved import ResolvedSource
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.template.sources import Sources

EXAMPLE = 'sources = ["source.qemu.debian"]'


class SourceUses:
    """Resolves what builds say of sources."""

    def __init__(self, sources: Sources, budget: Budget, problems: list[Problem]) -> None:
        self._sources = sources
        self._budget = budget
        self._problems = problems

    def listed(
        self,
        listed: tuple[Value, Span] | None,
        placed: PlacedAttribute | None,
        index: int,
        unknown: dict[str, Unknown],
    ) -> list[ResolvedSource]:
        """`sources = ["source.type.name", …]`; `placed` is where they are written.

        Why some of them are not known is added to `unknown`.
        """
        if listed is None or placed is None:
            return []
        value, span = listed
        data = value.data
        if isinstance(data, Unknown):
            unknown["sources"] = data
            return []
        reasons: list[UnknownReason] = []
        found: list[ResolvedSource] = []
        for number, element in enumerate(data if isinstance(data, tuple) else ()):
            if not affordable(self._budget, STEPS_A_BLOCK):
                message = "The builds of this template use more sources than can be looked at."
                self._problems.append(Problem("too-many-blocks", message, span))
                break
            place = element.origin.span if element.origin is not None else None
            named = name_of(with_secret(element, value.secret))
            if named is None:
                reasons.extend(reasons_of(element))
                continue
            reference = self._reference(named, place or span)
            if reference is None:
                reasons.append(UnknownReason(_written(placed, number), IN_ERROR))
            else:
                type, name = reference
                self._check_defined(type, name, place or span)
                path = ("builds", index, "sources", len(found), "config")
                found.append(self._sources.use(type, name, header=place or span, path=path))
        if reasons:
            unknown["sources"] = Unknown(tuple(dict.fromkeys(reasons)))
        return found

    def block(self, block: PlacedBlock, path: Path) -> ResolvedSource:
        """`source "type.name" { … }` in a build adds to the source, and may rename it."""
        reference = self._reference(block.label(0), block.header)
        if reference is None:
            reference = (plain(""), block.label(0))
        else:
            self._check_defined(*reference, block.header)
        type, name = reference
        inner = expand([block.part], self._problems)
        label = NO_LABEL
        named = inner.attributes.get("name")
        if named is not None:
            self._check_written_out(named, frozenset(block.part.iterators))
            value = typed(named, STRING, self._problems)
            label = name_of(value) or NO_LABEL
        part = block.part.with_names({"source": source_root(type, label if label.text else name)})
        body = part.body
        items = tuple(item for item in body.items if getattr(item, "name", "") != "name")
        additions: tuple[Part, ...] = ()
        if items:
            rest = msgspec.structs.replace(body, items=items)
            additions = (msgspec.structs.replace(part, body=rest),)
        return self._sources.use(
            type, name, label=label, header=block.header, additions=additions, path=path
        )

    def _reference(self, named: Name, span: Span) -> tuple[Name, Name] | None:
        """`source.type.name` or `type.name`; what follows is ignored, as Packer does."""
        parts = named.parts(".")
        if len(parts) > 2:
            parts = parts[1:]
        if len(parts) < 2 or not (is_name(parts[0].text) and is_name(parts[1].text)):
            self._problems.append(
                Problem(
                    "invalid-value",
                    "A reference to a source has the form source.type.name.",
                    span,
                    example=EXAMPLE,
                )
            )
            return None
        return parts[0], parts[1]

    def _check_written_out(self, named: PlacedAttribute, iterators: frozenset[str]) -> None:
        expression = named.attribute.expression
        found = of_expression(expression, iterators)
        if found.references or found.calls:
            message = "The name of a source in a build is written out: nothing is referred to."
            span = named.file.span(expression)
            self._problems.append(Problem("invalid-value", message, span, 'name = "base"'))

    def _check_defined(self, type: Name, name: Name, span: Span) -> None:
        if not self._sources.has(type.text, name.text):
            hint = ""
            if not (type.is_hidden or name.is_hidden):  # a name that is near tells much of a secret
                hint = suggestion(f"{type.text}.{name.text}", self._sources.names, self._problems)
            shown = self._sources.shown(type, name)
            self._problems.append(
                Problem("undefined-source", f'There is no source "{shown}".{hint}', span)
            )


def _written(placed: PlacedAttribute, number: int) -> str:
    """What is written for one of the sources, or for all of them."""
    expression = placed.attribute.expression
    if isinstance(expression, TupleExpression) and number < len(expression.items):
        return written(expression.items[number], placed.scope)
    return written(expression, placed.scope)

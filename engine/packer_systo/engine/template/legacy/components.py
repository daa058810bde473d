"""Builders, provisioners and post-processors of a legacy template, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.budget import Budget
from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonBool,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonObject,
    JsonString,
)
from packer_systo.engine.template.attributes import attribute_table
from packer_systo.engine.template.coercion import coerce
from packer_systo.engine.template.component_types import ComponentTypes
from packer_systo.engine.template.cost import affordable
from packer_systo.engine.template.hidden_names import name_of, plain
from packer_systo.engine.template.legacy.builders import Builder, surroundings_of, with_functions_of
from packer_systo.engine.template.legacy.rendering import Surroundings
from packer_systo.engine.template.legacy.step_settings import Settings, read_step_settings
from packer_systo.engine.template.legacy.structure import Member, Reader, describe, members
from packer_systo.engine.template.legacy.values import ValueReader
from packer_systo.engine.template.overrides import override_value
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.resolved import (
    Applies,
    ResolvedPostProcessor,
    ResolvedProvisioner,
    ResolvedSource,
)
from packer_systo.engine.template.scopes import IN_ERROR
from packer_systo.engine.values.constructors import string, tuple_value
from packer_systo.engine.values.types import BOOL
from packer_systo.engine.values.value import Origin, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.template.attributes import ComponentKind
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.legacy.rendering import Renderer
    from packer_systo.engine.template.sourcemap import Path

_OF_BUILDERS = frozenset({"name", "type"})
_OF_PROVISIONERS = frozenset(
    {"except", "max_retries", "only", "override", "pause_before", "timeout", "type"}
)
_OF_POST_PROCESSORS = frozenset({"except", "keep_input_artifact", "name", "only", "type"})
MOST_NAMES = 200_000
"""Names of builders in all steps together: each step of the document lists those that it is for."""

_TOO_MUCH = Unknown((UnknownReason("only", IN_ERROR),))


class Components:
    """Reads the components of one template. Read the builders first."""

    def __init__(self, reader: Reader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer
        self._types = ComponentTypes((), reader.problems, legacy=True)
        self._builders: dict[str, Builder] = {}
        self._budget = Budget(MOST_NAMES)

    def builders(self, nodes: tuple[JsonNode, ...]) -> tuple[ResolvedSource, ...]:
        for node in nodes:
            self._builder(node, ("sources", len(self._builders)))
        return tuple([one.source for one in self._builders.values()])

    @property
    def least_functions(self) -> Surroundings:
        """What all builders have: Packer's functions, and more where each is a plugin's."""
        table = attribute_table()
        of_each = [
            with_functions_of(table.component("source", one.source.type), Surroundings())
            for one in self._builders.values()
        ]
        return Surroundings(
            any_function=all(one.any_function for one in of_each),
            of_plugin=all(one.of_plugin or one.any_function for one in of_each),
        )

    def provisioners(
        self, nodes: tuple[JsonNode, ...], first: int, kind: str
    ) -> list[ResolvedProvisioner]:
        """Those of a list; `first` is the place of the next one in the document."""
        found: list[ResolvedProvisioner] = []
        for node in nodes:
            one = self._provisioner(node, first + len(found), kind)
            if one is not None:
                found.append(one)
        return found

    def post_processors(
        self, nodes: tuple[JsonNode, ...]
    ) -> tuple[tuple[ResolvedPostProcessor, ...], ...]:
        """Chains; what stands alone is a chain of one."""
        chains: list[tuple[ResolvedPostProcessor, ...]] = []
        for node in nodes:
            inner = node.items if isinstance(node, JsonArray) else (node,)
            chain: list[ResolvedPostProcessor] = []
            for item in inner:
                path = ("builds", 0, "post_processors", len(chains), len(chain))
                one = self._post_processor(item, path)
                if one is not None:
                    chain.append(one)
            chains.append(tuple(chain))
        return tuple(chains)

    def _builder(self, node: JsonNode, path: Path) -> None:
        found = self._typed(node, "A builder", '{ "type": "qemu" }')
        if found is None:
            return
        type, header, by_name = found
        named = self._reader.weak_text(by_name.get("name"), "The name of a builder")
        written = named.value if named is not None and named.value else type.value
        first = self._builders.get(written)
        if first is not None:
            place = named if named is not None and named.value else type
            self._reader.problems.append(
                Problem(
                    "duplicate-definition",
                    f'Another builder is called "{written}" already; give each a name.',
                    self._reader.span(place),
                    '"name": "…"',
                    (RelatedPlace(first.source.header, "called so here"),),
                )
            )
            return
        name, hidden = written, None
        if named is not None:
            rendered = self._renderer.render(
                written, Origin(self._reader.span(named)), Surroundings(), (*path, "name")
            )
            # A secret name is called as it is written, which tells it apart from all others.
            if isinstance(rendered.data, str) and rendered.secret is None:
                name = rendered.data
            hidden = name_of(rendered)
        called = hidden if hidden is not None and hidden.is_hidden else plain(name)
        surroundings = Surroundings(build_name=called, build_type=type.value)
        config = self._config(
            "source",
            type.value,
            self._reader.span(type),
            by_name,
            own=_OF_BUILDERS,
            surroundings=surroundings,
            header=header,
            path=(*path, "config"),
        )
        source = ResolvedSource(type.value, name, "", header, config)
        self._builders[written] = Builder(written, called, source)

    def _provisioner(self, node: JsonNode, index: int, kind: str) -> ResolvedProvisioner | None:
        found = self._typed(node, "A provisioner", '{ "type": "shell" }')
        if found is None:
            return None
        type, header, by_name = found
        path: Path = ("builds", 0, "provisioners", index)
        # Packer does not look at the names of builders in the step that cleans up.
        is_step = kind == "provisioner"
        settings = self._lists(by_name, path, weak=True, checked=is_step)
        settings |= read_step_settings(self._reader, self._renderer, by_name, path)
        used = self._used(settings)
        surroundings = surroundings_of(used)
        config = self._config(
            "provisioner",
            type.value,
            self._reader.span(type),
            by_name,
            own=_OF_PROVISIONERS,
            surroundings=surroundings,
            header=header,
            path=(*path, "config"),
        )
        overrides = self._overrides(by_name.get("override"), used, path, type.value)
        applies = self._applies(used)
        return ResolvedProvisioner(
            type.value,
            kind,
            settings,
            config,
            applies,
            overrides or {},
            overrides is None,
        )

    def _post_processor(self, node: JsonNode, path: Path) -> ResolvedPostProcessor | None:
        if isinstance(node, JsonString) and node.value:
            header = self._reader.span(node)
            type, by_name = node, dict[str, Member]()
        else:
            found = self._typed(node, "A post-processor", '{ "type": "manifest" }')
            if found is None:
                return None
            type, header, by_name = found
        settings = self._lists(by_name, path, weak=False)
        name = self._reader.text(by_name.get("name"), "The name of a post-processor")
        if name is not None:
            span = self._reader.span(name)
            settings["name"] = string(name.value, origin=Origin(span)), span
        keep = by_name.get("keep_input_artifact")
        if keep is not None and isinstance(keep.value, JsonBool):
            span = self._reader.span(keep.value)
            settings["keep_input_artifact"] = (
                Value(BOOL, keep.value.value, None, Origin(span)),
                span,
            )
        elif keep is not None and not isinstance(keep.value, (JsonNull, JsonInvalid)):
            message = (
                f'"keep_input_artifact" must be true or false, and this is {describe(keep.value)}.'
            )
            self._reader.problem("wrong-type", message, keep.value, path, "true")
        used = self._used(settings)
        config = self._config(
            "post-processor",
            type.value,
            self._reader.span(type),
            by_name,
            own=_OF_POST_PROCESSORS,
            surroundings=surroundings_of(used),
            header=header,
            path=(*path, "config"),
        )
        applies = self._applies(used)
        return ResolvedPostProcessor(type.value, settings, config, applies)

    def _typed(
        self, node: JsonNode, what: str, example: str
    ) -> tuple[JsonString, Span, dict[str, Member]] | None:
        """The type of a component, where it stands, and all that is set."""
        if isinstance(node, JsonInvalid):
            return None
        if not isinstance(node, JsonObject):
            message = f"{what} is an object, and this is {describe(node)}."
            self._reader.problem("wrong-type", message, node, (), example)
            return None
        by_name = members(node)
        member = by_name.get("type")
        type = self._reader.text(member, f"The type of {what[0].lower()}{what[1:]}")
        if type is None or member is None or not type.value:
            if member is None or isinstance(member.value, (JsonNull, JsonString)):
                place = Span(self._reader.source, node.start, node.start + 1)
                self._reader.problems.append(
                    Problem("missing-attribute", f'{what} needs a "type".', place, example)
                )
            return None
        if "{{" in type.value:
            message = f"The type of {what[0].lower()}{what[1:]} is taken as it is written: {{{{ … }}}} is not read."
            self._reader.problem("invalid-value", message, type)
        return type, Span(self._reader.source, member.key.start, type.end), by_name

    def _config(
        self,
        kind: ComponentKind,
        type: str,
        written_type: Span,
        by_name: dict[str, Member],
        *,
        own: frozenset[str],
        surroundings: Surroundings,
        header: Span,
        path: Path,
    ) -> Configuration:
        table = attribute_table()
        self._types.check(kind, type, written_type)
        component = table.component(kind, type)
        surroundings = with_functions_of(component, surroundings)
        values = ValueReader(self._reader.source, self._renderer, surroundings)
        written = [member for name, member in by_name.items() if name not in own]
        return coerce(
            component,
            values.configuration(written, header, path),
            path,
            self._reader.problems,
            legacy=True,
            secret_names=table.secret_names,
        )

    def _lists(
        self, by_name: dict[str, Member], path: Path, *, weak: bool, checked: bool = True
    ) -> Settings:
        """`only` and `except`, names of builders as they are written."""
        settings: Settings = {}
        read = self._reader.weak_texts if weak else self._reader.texts
        for name in ("only", "except"):
            member = by_name.get(name)
            nodes = read(member, f'"{name}"', (*path, name))
            if member is None or not nodes:
                continue
            for node in nodes if checked else ():
                self._check_builder(node, name, path)
            span = self._reader.span(member.value)
            texts = [string(n.value, origin=Origin(self._reader.span(n))) for n in nodes]
            settings[name] = tuple_value(texts, origin=Origin(span)), span
        if len(settings) == 2:
            only, skipped = settings["only"], settings["except"]
            self._reader.problems.append(
                Problem(
                    "invalid-value",
                    "only and except exclude each other.",
                    skipped[1],
                    related=(RelatedPlace(only[1], "only stands here"),),
                    path=path,
                )
            )
        return settings

    def _check_builder(self, node: JsonString, where: str, path: Path) -> None:
        if node.value in self._builders:
            return
        from packer_systo.engine.spelling import did_you_mean

        message = f'"{where}" names "{node.value}", which no builder is called.'
        hint = did_you_mean(node.value, self._builders)
        self._reader.problem("unknown-reference", message + hint, node, (*path, where))

    def _used(self, settings: Settings) -> list[Builder]:
        """The builders that `only` and `except` leave; none when there are too many to look at."""
        had_budget = not self._budget.exhausted
        if not affordable(self._budget, len(self._builders)):
            if had_budget:
                message = "The steps of this template, for all builders, are too many to look at."
                self._reader.problems.append(Problem("too-many-blocks", message, None))
            return []
        for name, keep in (("only", True), ("except", False)):
            if name in settings:
                data = settings[name][0].data
                assert isinstance(data, tuple)
                listed = [element.data for element in data]
                return [b for b in self._builders.values() if (b.written in listed) is keep]
        return list(self._builders.values())

    def _applies(self, used: list[Builder]) -> Applies:
        if self._budget.exhausted:
            return Applies((), _TOO_MUCH)
        return Applies(tuple([one.source.full_name for one in used]))

    def _overrides(
        self, member: Member | None, used: list[Builder], path: Path, type: str
    ) -> dict[str, Value] | None:
        """By `type.name`; None for what is no object."""
        by_builder = self._reader.weak_members(member, '"override"', (*path, "override"))
        if by_builder is None:
            return {} if member is None or isinstance(member.value, JsonNull) else None
        for one in by_builder.values():
            self._check_builder(one.key, "override", path)
        component = attribute_table().component("provisioner", type)
        found: dict[str, Value] = {}
        for builder in used:
            given = by_builder.get(builder.written)
            if given is not None and not isinstance(given.value, JsonNull):
                surroundings = with_functions_of(component, surroundings_of([builder]))
                values = ValueReader(self._reader.source, self._renderer, surroundings)
                name = builder.source.full_name
                place = (*path, "overrides", name)
                found[name] = override_value(
                    component,
                    values.value(given.value, place),
                    self._reader.span(given.value),
                    place,
                    self._reader.problems,
                    secret_names=attribute_table().secret_names,
                )
        return found

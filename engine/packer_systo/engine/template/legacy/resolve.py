"""From the text of a legacy template to its resolved form.

Packer stops at the first mistake; here all are reported, and what is in error is unknown.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.functions.context import FunctionContext
from packer_systo.engine.functions.reading import FileReader
from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.json.nodes import JsonArray, JsonNull, JsonObject
from packer_systo.engine.template.demands import check_demands
from packer_systo.engine.template.files import TEMPLATE
from packer_systo.engine.template.finishing import Resolution
from packer_systo.engine.template.legacy.components import Components
from packer_systo.engine.template.legacy.rendering import Renderer, World
from packer_systo.engine.template.legacy.structure import Reader
from packer_systo.engine.template.legacy.variables import UserVariables
from packer_systo.engine.template.packer_block import is_version_constraint
from packer_systo.engine.template.redaction import Redactions
from packer_systo.engine.template.resolved import Resolved, ResolvedBuild, ResolvedPacker
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.value import Origin, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.secrets.known import Finder
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.syntax.json.nodes import JsonNode
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.legacy.structure import Member
    from packer_systo.engine.template.problem import Problem


def resolve_legacy_files(
    target: Target,
    files: list[TemplateFile],
    inputs: Inputs,
    problems: list[Problem],
    finder: Finder | None = None,
) -> Resolution:
    """The values of a template, secrets included, from its files as they were read."""
    from packer_systo.engine.source.shown import shown_path

    folder = os.path.dirname(target.path) or "."
    context = FunctionContext(
        FileReader(os.path.abspath(folder)),
        working_directory=inputs.working_directory or os.getcwd(),
        environment=inputs.environment,
    )
    redactions = Redactions()
    resolved, unset = resolve_legacy(
        files,
        shown_path(folder),
        inputs,
        environment_read=context.environment_read,
        finder=finder,
        redactions=redactions,
        problems=problems,
    )
    return Resolution(resolved, unset, redactions, context)


def resolve_legacy(
    files: list[TemplateFile],
    folder: str,
    inputs: Inputs,
    *,
    environment_read: set[str],
    finder: Finder | None = None,
    redactions: Redactions,
    problems: list[Problem],
) -> tuple[Resolved, tuple[str, ...]]:
    """The resolved template and the names of its variables without a value.

    `files` are the template and its var files in the order in which they count; `folder` is the
    template's as reports show it. The names of the environment that were asked for are added to
    `environment_read`, what is wrong to `problems`; `finder` tells which of their values are secret.
    """
    template = next(one for one in files if one.role == TEMPLATE)
    reader = Reader(template.source, problems)
    root = reader.root(template.json)
    variables = UserVariables(problems, redactions)
    world = World(inputs.environment, folder, environment_read, finder)
    renderer = Renderer(world, variables.value, problems)
    variables.renderer = renderer
    declared = reader.object(root.get("variables"), '"variables"', ("variables",))
    if declared is not None:
        variables.declare(declared, template.source)
    for one in files:
        if one.role != TEMPLATE:
            variables.assign_from_file(one.json, one.source)
    variables.assign_from_command_line(inputs)
    listed = root.get("sensitive-variables")
    sensitive = reader.texts(listed, '"sensitive-variables"', null_too=True)
    variables.mark_sensitive([(node.value, reader.span(node)) for node in sensitive])

    reader.object(root.get("push"), '"push"')
    components = Components(reader, renderer)
    builders = root.get("builders")
    sources = components.builders(reader.array(builders, '"builders"', ("sources",)))
    if isinstance(template.json, JsonObject) and _is_empty(builders):
        place = builders.key if builders is not None else template.json
        span = Span(template.source, place.start, place.start + 1)
        reader.problem_at("missing-attribute", "A template needs at least one builder.", span)
    if sources:
        variables.check_results(components.least_functions)
    provisioners = components.provisioners(
        reader.array(root.get("provisioners"), '"provisioners"'), 0, "provisioner"
    )
    cleanup = root.get("error-cleanup-provisioner")
    if cleanup is not None and not isinstance(cleanup.value, JsonNull):
        kind = "error-cleanup-provisioner"
        provisioners += components.provisioners((cleanup.value,), len(provisioners), kind)
    chains = components.post_processors(
        reader.array(root.get("post-processors"), '"post-processors"')
    )
    build = ResolvedBuild(
        _header(reader, template.json, builders),
        _description(reader, root.get("description")),
        sources,
        tuple(provisioners),
        chains,
        None,
        {},
    )
    for configuration in _configurations(build):
        _hide_literals(configuration, redactions)
    resolved = Resolved(
        tuple(files),
        _packer(reader, root.get("min_packer_version")),
        variables.resolved(renderer.used, required=inputs.require_variables),
        (),
        (),
        sources,
        (build,) if template.json is not None else (),
    )
    if not template.broken:
        # Where the text is broken, what seems to be missing may stand in what could not be read.
        check_demands(resolved, problems, legacy=True)
    unset = variables.unset
    # The two know each other: all that they hold would stay until somebody looks for such circles.
    del variables.renderer
    return resolved, unset


def _configurations(build: ResolvedBuild) -> Iterator[Configuration]:
    for source in build.sources:
        if source.config is not None:
            yield source.config
    for provisioner in build.provisioners:
        yield provisioner.config
    for chain in build.post_processors:
        for post_processor in chain:
            yield post_processor.config


def _is_empty(member: Member | None) -> bool:
    if member is None or isinstance(member.value, JsonNull):
        return True
    return isinstance(member.value, JsonArray) and not member.value.items


def _header(reader: Reader, root: JsonNode | None, builders: Member | None) -> Span:
    if builders is not None:
        return reader.span(builders.key)
    start = root.start if root is not None else 0
    return Span(reader.source, start, min(start + 1, len(reader.source.text)))


def _description(reader: Reader, member: Member | None) -> dict[str, tuple[Value, Span]]:
    node = reader.text(member, '"description"')
    if node is None:
        return {}
    span = reader.span(node)
    return {"description": (string(node.value, origin=Origin(span)), span)}


def _packer(reader: Reader, member: Member | None) -> ResolvedPacker | None:
    """`min_packer_version` as the constraint that it is."""
    node = reader.text(member, '"min_packer_version"')
    if node is None or member is None or not node.value:
        return None
    span = Span(reader.source, member.key.start, node.end)
    constraint = f">= {node.value}"
    if not is_version_constraint(constraint):
        message = "This is no version of Packer."
        reader.problem("invalid-value", message, node, (), '"min_packer_version": "1.10.0"')
    return ResolvedPacker(span, constraint, reader.span(node), ())


def _hide_literals(configuration: Configuration, redactions: Redactions) -> None:
    """A credential that is put together from a text and a variable: the text is hidden too."""
    from packer_systo.engine.template.configuration import Nested

    pending = [configuration]
    while pending:
        for setting in pending.pop().settings.values():
            value = setting.value
            if isinstance(value, Nested):
                pending.extend(value.blocks)
            elif value.secret is not None and value.origin is not None:
                span = value.origin.span
                if span is not None and not _is_one_action(span):
                    redactions.add(span)


def _is_one_action(span: Span) -> bool:
    text = span.source.text[span.start : span.end].strip('"').strip()
    return text.startswith("{{") and text.find("}}") == len(text) - 2

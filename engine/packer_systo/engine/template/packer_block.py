"""The `packer` block: the version of Packer and the plugins that a template needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.source.text import Span
from packer_systo.engine.template.document import RequiredPlugin
from packer_systo.engine.template.plugin_names import fault_of_name, fault_of_source
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.resolved import PlacedPlugin, ResolvedPacker
from packer_systo.engine.template.schema_checks import (
    NAMES,
    PACKER,
    check_body,
    duplicate,
    header_span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.syntax.hcl.nodes import Attribute
    from packer_systo.engine.template.declarations import Placed
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.scopes import Scopes
    from packer_systo.engine.values.value import Origin, Value

# Compiled when first needed, as are its like in this package: that is felt at start-up.
_CONSTRAINT = (
    r"\s*(?:|=|!=|>=?|<=?|~>)\s*v?([0-9]+(?:\.[0-9]+)*)"
    r"(?:-[0-9A-Za-z.\-]+)?(?:\+[0-9A-Za-z.\-]+)?\s*"
)
_TOO_BIG = 1 << 63
_PRERELEASE = r"[0-9]-[0-9A-Za-z]"
_EXAMPLE = 'qemu = { source = "github.com/hashicorp/qemu", version = "~> 1.1" }'


def read_packer(
    placed: Iterable[Placed], scopes: Scopes, problems: list[Problem]
) -> ResolvedPacker | None:
    """All `packer` blocks of a template as one; None when there is none."""
    header: Span | None = None
    versions: list[str] = []
    version_span: Span | None = None
    plugins: list[PlacedPlugin] = []
    first: dict[str, Span] = {}
    for one in placed:
        file = one.file
        header = header or one.header
        contents = check_body(one.block.body, PACKER, file, one.header, problems)
        attribute = contents.attributes.get("required_version")
        if attribute is not None:
            version = _constraint(attribute, file, scopes, problems)
            if version is not None:
                versions.append(version)
                version_span = version_span or Span(
                    file.source, attribute.start, attribute.name_end
                )
        for block in contents.blocks:
            inner = check_body(block.body, NAMES, file, header_span(block, file), problems)
            for plugin in inner.attributes.values():
                span = Span(file.source, plugin.start, plugin.name_end)
                value = evaluate(plugin.expression, scopes.constant(file))
                needed = _plugin(plugin, value, file, problems)
                # Each constraint is kept: rules judge them all.
                if all(needed != other.plugin for other in plugins):
                    plugins.append(PlacedPlugin(needed, span, _origins(value)))
                before = first.setdefault(plugin.name, span)
                if before is not span:
                    problems.append(duplicate(f'The plugin "{plugin.name}"', span, before))
    if header is None:
        return None
    return ResolvedPacker(header, ", ".join(versions) or None, version_span, tuple(plugins))


def _constraint(
    attribute: Attribute, file: TemplateFile, scopes: Scopes, problems: list[Problem]
) -> str | None:
    value = evaluate(attribute.expression, scopes.constant(file))
    if value.data is None:
        return None
    if isinstance(value.data, str):
        if not is_version_constraint(value.data):
            problems.append(_bad_constraint(file.span(attribute.expression)))
        return value.data
    if not isinstance(value.data, (int, bool)):
        return None
    problems.append(
        Problem(
            "wrong-type",
            "required_version is a string.",
            file.span(attribute.expression),
            example='required_version = ">= 1.11.0"',
        )
    )
    return None


def is_version_constraint(text: str) -> bool:
    """Whether a text is one that hashicorp/go-version reads: `>= 1.2.0, < 2.0.0`."""
    parts = [re.fullmatch(_CONSTRAINT, one) for one in text.split(",")]
    # Each number has to fit in 64 bits.
    return all(
        part is not None
        and all(len(n.lstrip("0")) < 20 and int(n) < _TOO_BIG for n in part[1].split("."))
        for part in parts
    )


def _bad_constraint(span: Span) -> Problem:
    return Problem(
        "invalid-value",
        "This is no version constraint.",
        span,
        example='version = ">= 1.2.0, < 2.0.0"',
    )


def _plugin(
    attribute: Attribute, value: Value, file: TemplateFile, problems: list[Problem]
) -> RequiredPlugin:
    name = attribute.name
    span = file.span(attribute.expression)
    data = value.data
    if not isinstance(data, dict):
        problems.append(
            Problem(
                "wrong-type",
                f'The plugin "{name}" needs its source and its version.',
                span,
                example=_EXAMPLE,
            )
        )
        return RequiredPlugin(name)
    problems.extend(
        Problem(
            "missing-attribute",
            f'The plugin "{name}" needs a {needed}, a string.',
            span,
            example=f'{needed} = "{example}"',
        )
        for needed, example in (("version", "~> 1.1"), ("source", f"github.com/hashicorp/{name}"))
        if _text(data.get(needed)) is None
    )
    problems.extend(
        Problem(
            "unknown-attribute",
            f'A required plugin has source and version; "{other}" is neither.',
            span,
        )
        for other in data
        if other not in {"source", "version"}
    )
    if name != name.lower():
        message = f'The name of a plugin is written in small letters: "{name.lower()}".'
        problems.append(Problem("invalid-value", message, span, example=_EXAMPLE))
    source, version = _text(data.get("source")), _text(data.get("version"))
    if version is not None and not is_version_constraint(version):
        problems.append(_bad_constraint(span))
    elif version is not None and re.search(_PRERELEASE, version):
        message = "The version of a plugin is a released one: no -dev or the like may follow it."
        problems.append(Problem("invalid-value", message, span, example=_EXAMPLE))
    faults = (fault_of_name(name), None if source is None else fault_of_source(source))
    problems.extend(
        Problem("invalid-value", fault, span, example=_EXAMPLE) for fault in faults if fault
    )
    return RequiredPlugin(name, source, version)


def _origins(value: Value) -> tuple[tuple[str, Origin], ...]:
    if not isinstance(value.data, dict):
        return ()
    return tuple((key, one.origin) for key, one in value.data.items() if one.origin is not None)


def _text(value: Value | None) -> str | None:
    return value.data if value is not None and isinstance(value.data, str) else None

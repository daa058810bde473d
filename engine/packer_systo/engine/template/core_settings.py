"""The arguments of builds, provisioners and post-processors that Packer itself reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Type, list_of
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.template.blocks import PlacedAttribute

Settings: TypeAlias = dict[str, tuple[Value, Span]]
"""By name: the value, and where the name stands."""

_NAMES = list_of(STRING)

BUILD_SETTINGS = {"name": STRING, "description": STRING, "sources": _NAMES}
PROVISIONER_SETTINGS = {
    "name": STRING,
    "pause_before": STRING,
    "max_retries": NUMBER,
    "timeout": STRING,
    "continue_on_error": BOOL,
    "only": _NAMES,
    "except": _NAMES,
    "override": ANY,
}
POST_PROCESSOR_SETTINGS = {
    "name": STRING,
    "only": _NAMES,
    "except": _NAMES,
    "keep_input_artifact": BOOL,
}


def read_settings(
    attributes: Mapping[str, PlacedAttribute], wanted: Mapping[str, Type], problems: list[Problem]
) -> Settings:
    """The wanted attributes, evaluated and converted; null ones are left out."""
    settings: Settings = {}
    for name, type in wanted.items():
        placed = attributes.get(name)
        if placed is None:
            continue
        value = typed(placed, type, problems)
        if value.data is not None:
            settings[name] = (value, placed.name_span)
    return settings


def typed(placed: PlacedAttribute, type: Type, problems: list[Problem]) -> Value:
    """The value of an attribute as the type that it must have; null when it cannot be."""
    value = placed.evaluate()
    try:
        return convert(value, type)
    except ConversionError as error:
        problems.append(
            Problem(
                "wrong-type",
                f'"{placed.attribute.name}" has the wrong type: {error.message}.',
                placed.file.span(placed.attribute.expression),
            )
        )
        return msgspec.structs.replace(value, data=None)

"""The arguments of builds, steps and registries that Packer itself reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.scopes import DATA_SOURCE, is_told_late
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.marks import reasons_of
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Type, list_of, map_of
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packer_systo.engine.template.blocks import PlacedAttribute
    from packer_systo.engine.values.value import Data

Settings: TypeAlias = dict[str, tuple[Value, Span]]
"""By name: the value, and where the name stands."""

_NAMES = list_of(STRING)
_LABELS = map_of(STRING)

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
REGISTRY_SETTINGS = {
    "bucket_name": STRING,
    "description": STRING,
    "labels": _LABELS,
    "bucket_labels": _LABELS,
    "build_labels": _LABELS,
    "channels": _NAMES,
}

_MAY_BE_NULL = frozenset({"keep_input_artifact"})
"""Beside lists and what has any type."""


def read_settings(
    attributes: Mapping[str, PlacedAttribute], wanted: Mapping[str, Type], problems: list[Problem]
) -> Settings:
    """The wanted attributes, evaluated and converted; null and wrong ones are left out."""
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
    name = placed.attribute.name
    try:
        converted = convert(value, type)
        mistake = _mistake(converted, type, name)
    except ConversionError as error:
        converted = msgspec.structs.replace(value, data=None)
        mistake = error.message
    span = placed.file.span(placed.attribute.expression)
    if mistake:
        problems.append(Problem("wrong-type", f'"{name}" has the wrong type: {mistake}.', span))
        return msgspec.structs.replace(converted, data=None)
    if type is not ANY:
        problems.extend(_late(converted, name, span))
    return converted


def _mistake(value: Value, type: Type, name: str) -> str:
    """Why Packer cannot take a value of the right type; empty where it can.

    It reads these attributes into fields of Go (hcl's gohcl): few of them may be null.
    """
    data = value.data
    if data is None and type not in (_NAMES, _LABELS, ANY) and name not in _MAY_BE_NULL:
        return "it must not be null"
    elements = data.values() if isinstance(data, dict) else data if isinstance(data, tuple) else ()
    if type is not ANY and any(one.data is None for one in elements):
        return "none of its elements may be null"
    if type is NUMBER and data is not None and not isinstance(data, Unknown) and not _fits(data):
        return "it must be a whole number that fits into 64 bits"
    return ""


def _late(value: Value, name: str, span: Span) -> Iterator[Problem]:
    """What is known only after Packer has read these attributes, which it does first."""
    late = [one for one in reasons_of(value) if is_told_late(one)]
    if not late:
        return
    if all(one.reason == DATA_SOURCE for one in late):
        message = (
            f'"{name}" depends on `{late[0].expression}`, which `packer validate` does not know: '
            "it runs data sources only with -evaluate-datasources."
        )
        yield Problem("value-known-too-late", message, span)
        return
    expression = next(one.expression for one in late if one.reason != DATA_SOURCE)
    message = f'"{name}" is read before the build starts, and `{expression}` is not known then.'
    yield Problem("invalid-value", message, span)


def _fits(data: Data) -> bool:
    return isinstance(data, int) and -(1 << 63) <= data < 1 << 63

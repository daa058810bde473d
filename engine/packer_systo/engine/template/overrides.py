"""`override`: what a provisioner is set to for one source, brought to the attribute table's types.

Packer merges it into the configuration with the weak decoding of legacy JSON, in HCL2 too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.coercion import coerce
from packer_systo.engine.template.configuration import Configuration, Nested, Setting
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.scopes import is_told_late
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.attributes import Component
    from packer_systo.engine.template.sourcemap import Path


def override_value(
    component: Component | None,
    value: Value,
    span: Span,
    path: Path,
    problems: list[Problem],
    *,
    secret_names: frozenset[str],
) -> Value:
    """The settings for one source with their types, and credentials among them marked secret.

    `path` leads to them in the document. What Packer would refuse becomes a problem; `span` is where
    to show it when the value has no place of its own.
    """
    data = value.data
    place = value.origin.span if value.origin is not None else None
    if not isinstance(data, dict):
        if not isinstance(data, Unknown) or any(map(is_told_late, data.reasons)):
            message = "What override sets for a source is an object: attributes with their values."
            problems.append(Problem("wrong-type", message, place or span, "{ inline = [ … ] }"))
        return value
    settings = {
        name: Setting(one, one.origin.span if one.origin is not None else place or span)
        for name, one in data.items()
    }
    found = coerce(
        component,
        Configuration(settings, place),
        path,
        problems,
        legacy=True,
        secret_names=secret_names,
    )
    changed = {
        name: setting.value
        for name, setting in found.settings.items()
        if not isinstance(setting.value, Nested)
    }
    # What sets nothing is left out of a configuration; here it stays as it is written.
    kept = {name: changed.get(name, one) for name, one in data.items()}
    return msgspec.structs.replace(value, data=kept | changed)

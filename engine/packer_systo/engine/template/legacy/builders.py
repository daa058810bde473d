"""The builders of a legacy template, as its other parts refer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.hidden_names import Name
from packer_systo.engine.template.legacy.rendering import Surroundings
from packer_systo.engine.template.resolved import ResolvedSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.template.attributes import Component

CORE = "core"
"""What the attribute table calls the plugin that Packer itself is."""


class Builder(msgspec.Struct, frozen=True):
    """A builder. `written` is its name before it is rendered: `only` and `except` go by that.

    `called` is the name that the build has, secret or not.
    """

    written: str
    called: Name
    source: ResolvedSource


def surroundings_of(builders: Sequence[Builder]) -> Surroundings:
    """What is known of the build where a string is for these builders."""
    names = {one.called for one in builders}
    types = {one.source.type for one in builders}
    return Surroundings(
        build_name=names.pop() if len(names) == 1 else None,
        build_type=types.pop() if len(types) == 1 else None,
    )


def with_functions_of(component: Component | None, surroundings: Surroundings) -> Surroundings:
    """The same with what the component's plugin adds; Packer's own components add nothing."""
    if component is None or component.open:
        return msgspec.structs.replace(surroundings, any_function=True)
    return msgspec.structs.replace(surroundings, of_plugin=component.plugin != CORE)

"""The builders of a legacy template, as its other parts refer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.hidden_names import Name
from packer_systo.engine.template.legacy.rendering import Surroundings
from packer_systo.engine.template.resolved import ResolvedSource

if TYPE_CHECKING:
    from collections.abc import Sequence


class Builder(msgspec.Struct, frozen=True):
    """A builder. `written` is its name before it is rendered: `only` and `except` go by that.

    `called` is the name that the build has, secret or not.
    """

    written: str
    called: Name
    source: ResolvedSource


def surroundings_of(builders: Sequence[Builder], *, any_function: bool = False) -> Surroundings:
    """What is known of the build where a string is for these builders."""
    names = {one.called for one in builders}
    types = {one.source.type for one in builders}
    return Surroundings(
        any_function=any_function,
        build_name=names.pop() if len(names) == 1 else None,
        build_type=types.pop() if len(types) == 1 else None,
    )

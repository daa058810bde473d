"""`build.ID` and its like: what a step is told of the build that it runs in.

Packer prepares each step once for every source that it is for, with an object that has these names
and no others, so that a misspelt one is refused before anything is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.scope import Namespace
from packer_systo.engine.template.component_types import distance
from packer_systo.engine.template.scopes import BUILD_VALUE
from packer_systo.engine.values.constructors import string, unknown
from packer_systo.engine.values.types import ANY
from packer_systo.engine.values.value import UnknownReason

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value

COMMON_NAMES = (
    *("ID", "Host", "Port", "User", "Password", "ConnType", "PackerRunUUID"),
    *("PackerHTTPPort", "PackerHTTPIP", "PackerHTTPAddr"),
    *("SSHPublicKey", "SSHPrivateKey", "WinRMPassword"),
)
"""What every builder tells: `BuilderDataCommonKeys` of Packer 1.16."""

CORE_BUILDERS = frozenset({"null", "file"})
"""The builders of Packer's core, which tell nothing else. Those of plugins may tell anything."""

_SHORTEST_WITH_A_SLIP = 6
_WORD = "build value"


def setting_build_root(name: Value | None) -> Namespace:
    """`build` in what Packer itself reads of a step, `only` or `override`: the build's name."""
    return Namespace(_WORD, {"name": _name(name)}, only="the configuration of a step")


def build_root(name: Value | None, types: frozenset[str]) -> Namespace:
    """`build` in the configuration of a step that is for sources of these types.

    What the builder of a plugin tells beside the common names is not known here, so any other name
    is there, unless it is a common one misspelt.
    """

    def other(asked: str) -> Value | None:
        return None if is_mistake(asked, types) else _told(asked)

    return Namespace(_WORD, {**_COMMON, "name": _name(name)}, whole=_WHOLE, other=other)


def _name(name: Value | None) -> Value:
    return name if name is not None else string("")


def _told(name: str) -> Value:
    return unknown(ANY, UnknownReason(f"build.{name}", BUILD_VALUE))


_COMMON = {one: _told(one) for one in COMMON_NAMES}
_WHOLE = unknown(ANY, UnknownReason("build", BUILD_VALUE))


def is_mistake(asked: str, types: frozenset[str]) -> bool:
    """Whether no builder of one of these types tells this."""
    if not types or asked in COMMON_NAMES:
        return False
    return not CORE_BUILDERS.isdisjoint(types) or any(
        asked.lower() == one.lower()
        or (len(one) >= _SHORTEST_WITH_A_SLIP and distance(asked, one, 1) <= 1)
        for one in COMMON_NAMES
    )

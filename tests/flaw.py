"""A flaw that a release may have, and tables of such."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from release_scene import Scene


class Flawing(Protocol):
    def __call__(self, scene: Scene) -> None: ...


class Flaw(NamedTuple):
    """`reason` is a pattern of what is said about it."""

    name: str
    make: Flawing
    reason: str
    opa_takes: bool


class Flaws:
    """Collects the functions that it decorates, in their order."""

    def __init__(self) -> None:
        self.all: list[Flaw] = []

    def __call__(self, reason: str, *, opa_takes: bool = False) -> Callable[[Flawing], Flawing]:
        def add(make: Flawing) -> Flawing:
            name = getattr(make, "__name__", "")
            self.all.append(Flaw(name.replace("_", "-"), make, reason, opa_takes))
            return make

        return add

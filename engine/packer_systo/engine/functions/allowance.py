"""How much work the functions of one template may cause: no template hangs the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import FunctionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.values.value import Value

MAXIMUM_WORK = 15_000_000
"""About microseconds; the templates that people write take some thousand."""

_ELEMENT = 5
_CHARACTERS = 200
"""Characters that most functions pass over in a microsecond or less."""


class Allowance:
    """What is left to spend, shared by all calls of a template."""

    __slots__ = ("left",)

    def __init__(self, work: int = MAXIMUM_WORK) -> None:
        self.left = work

    def spend(self, work: int) -> None:
        """FunctionError when so much is no longer left."""
        self.left -= work
        if self.left < 0:
            raise FunctionError("the functions of this template have too much work to do")


def work_with(arguments: Iterable[Value]) -> int:
    """What it costs to go over the arguments once."""
    work = 1
    pending = list(arguments)
    while pending:
        data = pending.pop().data
        if isinstance(data, str):
            work += len(data) // _CHARACTERS
        elif isinstance(data, tuple):
            work += len(data) * _ELEMENT
            pending.extend(data)
        elif isinstance(data, dict):
            work += len(data) * _ELEMENT
            pending.extend(data.values())
    return work

"""How much work the costly functions of one template may cause: no template hangs the run.

Evaluation's budget counts how large the arguments and results are; here counts what a function does
beyond going over them once, such as reading YAML or searching a text again and again.
"""

from __future__ import annotations

from packer_systo.engine.functions.models import FunctionError

MAXIMUM_WORK = 15_000_000
"""About microseconds; the templates that people write take some thousand."""


class TooMuchWorkError(FunctionError):
    """The allowance of the template is used up: no further call is worth making."""


class Allowance:
    """What is left to spend, shared by all calls of a template."""

    __slots__ = ("left",)

    def __init__(self, work: int = MAXIMUM_WORK) -> None:
        self.left = work

    def spend(self, work: int) -> None:
        """TooMuchWorkError when so much is no longer left."""
        self.left -= work
        if self.left < 0:
            raise TooMuchWorkError("the functions of this template have too much work to do")

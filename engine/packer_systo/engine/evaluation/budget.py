"""How much work one template may cause: it is never allowed to hang or to fill the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value

MAXIMUM_STEPS = 2_000_000
"""Expressions evaluated for one template; the largest of a corpus of 844 needs some thousand."""

MAXIMUM_CHARACTERS = 16 * 1024 * 1024
"""Characters of one string."""

MAXIMUM_TOTAL_CHARACTERS = 256 * 1024 * 1024
"""Characters of all strings that are put together for one template."""

MAXIMUM_SUGGESTIONS = 100
"""How often a near name is looked for: that compares with all known names."""

MAXIMUM_WEIGHT = 2_000_000
"""Values within one value, a string counting once more for each 1,024 of its characters."""

_REMEMBERED_WEIGHT = 64
"""Smaller values are measured again each time, which is cheaper than to keep them all."""

MAXIMUM_VALUE_DEPTH = 100
MAXIMUM_EXPRESSION_DEPTH = 120
"""How deep values and expressions nest. Together they stay below Python's recursion limit."""


TOO_MANY_STEPS = "This template takes too many steps to evaluate."


class OverBudgetError(Exception):
    """A limit of this module was passed; `message` is a sentence that names it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Budget:
    """What is left to spend, shared by all scopes of a template."""

    __slots__ = ("_measured", "characters", "depth", "exhausted", "steps", "suggestions")

    def __init__(self, steps: int = MAXIMUM_STEPS) -> None:
        self.steps = steps
        self.depth = 0
        self.characters = MAXIMUM_TOTAL_CHARACTERS
        self.suggestions = MAXIMUM_SUGGESTIONS
        self.exhausted = False
        self._measured: dict[int, tuple[object, int, int]] = {}

    def spend(self, steps: int) -> None:
        """OverBudgetError when so many steps are no longer left."""
        self.steps -= steps
        if self.steps < 0:
            raise OverBudgetError(TOO_MANY_STEPS)

    def spend_on(self, value: Value, halvings: int = 3) -> None:
        """Steps for walking over all of a value: to compare, convert or search it.

        The value's weight, halved so often: most walks are faster than evaluating expressions.
        """
        data = value.data
        if isinstance(data, str):
            if len(data) > 8192:
                self.spend(len(data) >> 10 + halvings)
        elif isinstance(data, (tuple, dict)) and len(data) > 0:
            self.spend(self._measure(data)[0] >> halvings)

    def write(self, characters: int) -> None:
        """OverBudgetError when the strings of the template get too long together."""
        self.characters -= characters
        if self.characters < 0:
            raise OverBudgetError(
                f"The texts of this template are longer than {MAXIMUM_TOTAL_CHARACTERS:,} "
                "characters together."
            )

    def measure(self, value: Value) -> None:
        """OverBudgetError when the value is too large or nested too deeply.

        Values share their parts: ten lines of `[local.previous, local.previous]` are small in
        memory and huge written out. What is not small is measured once and remembered.
        """
        data = value.data
        if isinstance(data, (tuple, dict)):
            self._measure(data)

    def _measure(self, data: tuple[Value, ...] | dict[str, Value]) -> tuple[int, int]:
        key = id(data)
        known = self._measured.get(key)
        if known is not None:
            return known[1], known[2]
        weight = 1
        depth = 0
        for element in data if isinstance(data, tuple) else data.values():
            inner = element.data
            weight += 1
            if isinstance(inner, str):
                weight += len(inner) >> 10
            elif isinstance(inner, (tuple, dict)):
                # The recursion ends: its own parts were measured before they were put together,
                # or come from a function, whose results are bounded in depth.
                inner_weight, inner_depth = self._measure(inner)
                weight += inner_weight
                depth = max(depth, inner_depth)
        depth += 1
        if weight > MAXIMUM_WEIGHT:
            raise OverBudgetError(f"This value has more than {MAXIMUM_WEIGHT:,} parts.")
        if depth > MAXIMUM_VALUE_DEPTH:
            raise OverBudgetError(
                f"This value is nested more than {MAXIMUM_VALUE_DEPTH} levels deep."
            )
        if weight > _REMEMBERED_WEIGHT:
            # The data is kept with it, so that its identity stays its own.
            self._measured[key] = (data, weight, depth)
        return weight, depth

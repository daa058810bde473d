"""What a template may cost beside its expressions: both draw on one budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.budget import OverBudgetError

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.budget import Budget

STEPS_A_BLOCK = 50
"""A block made by a `dynamic` block, or a source that a build uses."""


def affordable(budget: Budget, steps: int) -> bool:
    """Whether so many steps are left; they are spent. Once too many were asked for, none are left."""
    if budget.exhausted:
        return False
    try:
        budget.spend(steps)
    except OverBudgetError:
        budget.exhausted = True
    return not budget.exhausted

"""The step from an expression to its value, which every kind of expression takes for its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.budget import (
    MAXIMUM_EXPRESSION_DEPTH,
    TOO_MANY_STEPS,
    OverBudgetError,
)

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression
    from packer_systo.engine.values.value import Value


def value_of(expression: Expression, scope: Scope) -> Value:
    """The value of a part of an expression; OverBudgetError ends the whole evaluation."""
    budget = scope.budget
    budget.steps -= 1
    if budget.steps < 0:
        raise OverBudgetError(TOO_MANY_STEPS)
    budget.depth += 1
    if budget.depth > MAXIMUM_EXPRESSION_DEPTH:
        raise OverBudgetError(
            f"This expression is nested more than {MAXIMUM_EXPRESSION_DEPTH} levels deep."
        )
    value = scope.evaluators[type(expression)](expression, scope)
    budget.depth -= 1
    return value

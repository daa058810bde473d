"""`try`, `can` and `convert`: calls whose arguments are not evaluated before the call.

The first two are HCL's ext/tryfunc, the third its ext/typeexpr (github.com/hashicorp/hcl).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.origins import literal_origin
from packer_systo.engine.evaluation.outcome import failed, in_error, unknown_result
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import wholly_known
from packer_systo.engine.values.types import BOOL
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression, FunctionCall
    from packer_systo.engine.values.types import Type


def _try(node: FunctionCall, scope: Scope) -> Value:
    """The first argument without a problem.

    One that is unknown in any part could still turn out to have one: then the result is unknown.
    """
    if not node.arguments:
        return failed(node, scope, EXPRESSION_ERROR, "`try` takes at least 1 argument.")
    if node.expand:
        message = "`try` cannot take its arguments from `...`."
        return failed(node, scope, EXPRESSION_ERROR, message)
    first = ""
    for argument in node.arguments:
        quiet = scope.quiet()
        value = value_of(argument, quiet)
        if quiet.log.infinite:
            # To Packer that is no failure, and what follows is not looked at.
            return in_error(node, scope)
        if quiet.log.errors:
            if not first and quiet.problems:
                first = f" The first: {quiet.problems[0].message}"
            continue
        if not wholly_known(value):
            return unknown_result(node, scope, (value,), secret=value.secret)
        return value
    message = f"None of the expressions of `try` can be evaluated.{first}"
    return failed(node, scope, EXPRESSION_ERROR, message)


def _can(node: FunctionCall, scope: Scope) -> Value:
    """Whether the argument is without a problem."""
    if len(node.arguments) != 1:
        return failed(node, scope, EXPRESSION_ERROR, "`can` takes 1 argument.", type=BOOL)
    quiet = scope.quiet()
    value = value_of(node.arguments[0], quiet)
    if quiet.log.infinite:
        return in_error(node, scope, BOOL)
    if not quiet.log.errors and not wholly_known(value):
        return unknown_result(node, scope, (value,), type=BOOL)
    return Value(BOOL, not quiet.log.errors, None, literal_origin(node, scope))


def _convert(node: FunctionCall, scope: Scope) -> Value:
    """The first argument as the type that the second one is."""
    if len(node.arguments) != 2 or node.expand:
        return failed(
            node,
            scope,
            EXPRESSION_ERROR,
            "`convert` takes 2 arguments: a value and a type.",
            hint='convert("5", number)',
        )
    before = scope.log.errors
    value = value_of(node.arguments[0], scope)
    type = _type(node.arguments[1], scope)
    if type is None or scope.log.errors > before:
        return in_error(node, scope)
    try:
        # Converted twice, as HCL does: so an optional attribute must not be missing after all.
        return convert(value, convert(value, type).type)
    except ConversionError as error:
        message = f"In `convert`: {error.message}."
        return failed(node.arguments[0], scope, WRONG_TYPE, message)


def _type(node: Expression, scope: Scope) -> Type | None:
    """The type that an expression stands for; None after a problem, which is reported."""
    from packer_systo.engine.template.type_constraint import TypeExpressionError, read_constraint

    def no_default(expression: Expression) -> Value:
        message = "A default value has no place in the type that a value is converted to."
        raise TypeExpressionError(message, expression)

    try:
        return read_constraint(node, no_default).type
    except TypeExpressionError as error:
        scope.report(error.expression, WRONG_TYPE, error.message, error.example)
        return None


LAZY: Mapping[str, Callable[[FunctionCall, Scope], Value]] = {
    "can": _can,
    "convert": _convert,
    "try": _try,
}

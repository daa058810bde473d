"""Function calls: arguments in order, the last one expanded with `...`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.attempts import LAZY
from packer_systo.engine.evaluation.budget import TOO_MANY_STEPS, OverBudgetError
from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.origins import composite_origin, with_origin
from packer_systo.engine.evaluation.outcome import failed, in_error, unknown_result, written
from packer_systo.engine.evaluation.problems import (
    EXPRESSION_ERROR,
    UNKNOWN_FUNCTION,
    WRONG_TYPE,
    Problem,
)
from packer_systo.engine.evaluation.suggestions import did_you_mean
from packer_systo.engine.functions.allowance import TooMuchWorkError
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.source.text import Span
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.marks import with_secret
from packer_systo.engine.values.types import Kind
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.functions.models import Function
    from packer_systo.engine.syntax.hcl.nodes import Expression, FunctionCall

_SEQUENCES = (Kind.LIST, Kind.SET, Kind.TUPLE)


def function_call(node: FunctionCall, scope: Scope) -> Value:
    """The function's result. A call with a problem in an argument is not made."""
    name = node.name
    if scope.functions is None:
        return failed(node, scope, EXPRESSION_ERROR, "Functions cannot be called here.")
    lazy = LAZY.get(name)
    if lazy is not None:
        return lazy(node, scope)
    function = scope.find_function(name)
    if function is None:
        return _no_such_function(node, scope)
    quiet = scope.quiet()
    arguments = [value_of(argument, quiet) for argument in node.arguments]
    log = quiet.log
    if node.expand:
        if log.errors:
            scope.log.take(log)
            return in_error(node, scope)
        last = arguments.pop()
        expanded = _expanded(node, last, scope)
        if expanded is None:
            return in_error(node, scope)
        if isinstance(expanded, Value):
            return unknown_result(node, scope, [*arguments, last], secret=last.secret)
        arguments += expanded
    if log.errors and _takes(function, len(arguments)):
        scope.log.take(log)
        return in_error(node, scope)
    for argument in arguments:
        scope.budget.spend_on(argument, 2)
    try:
        value = call(function, arguments, scope.functions, written(node, scope))
    except TooMuchWorkError as error:
        raise OverBudgetError(TOO_MANY_STEPS) from error
    except FunctionError as error:
        message = error.message
        if not message.startswith(name):
            message = f"In `{name}`: {message}"
        place: Expression = node
        if error.argument_index is not None and node.arguments:
            place = node.arguments[min(error.argument_index, len(node.arguments) - 1)]
        return failed(node, scope, EXPRESSION_ERROR, f"{message}.", at=place)
    scope.budget.spend_on(value)
    if isinstance(value.data, str):
        scope.budget.write(len(value.data))
    if value.origin is None:
        return with_origin(value, composite_origin(node, scope, arguments))
    return value


def _takes(function: Function, count: int) -> bool:
    """Whether the function takes so many arguments; if not, that is its problem, not theirs."""
    required = len(function.parameters)
    return count == required or (count > required and function.variadic is not None)


def _no_such_function(node: FunctionCall, scope: Scope) -> Value:
    from packer_systo.engine.functions.table import NAMES

    hint = did_you_mean(node.name, NAMES, scope.budget)
    message = f"There is no function `{node.name}`.{hint}"
    span = Span(scope.source, node.start, node.name_end)
    scope.log.add(Problem(span, UNKNOWN_FUNCTION, message))
    return in_error(node, scope)


def _expanded(node: FunctionCall, last: Value, scope: Scope) -> list[Value] | Value | None:
    """The arguments that `last...` stands for; an unknown value as it is; None after a problem."""
    place = node.arguments[-1]
    if last.data is None:
        message = "This is null, and `...` makes arguments of a list."
        scope.report(place, EXPRESSION_ERROR, message)
        return None
    kind = last.type.kind
    if kind not in _SEQUENCES and kind is not Kind.ANY:
        what = type_name_with_article(last.type)
        message = f"`...` makes arguments of a list, and this is {what}."
        scope.report(place, WRONG_TYPE, message)
        return None
    if isinstance(last.data, Unknown):
        return last
    assert isinstance(last.data, tuple)
    scope.budget.spend(len(last.data))
    return [with_secret(element, last.secret) for element in last.data]

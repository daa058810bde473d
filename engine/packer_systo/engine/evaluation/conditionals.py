"""`condition ? then : otherwise`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.outcome import failed, in_error, unknown_result
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.values.convert import ConversionError, convert, unify
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.equality import equal
from packer_systo.engine.values.marks import with_secret
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, Kind, Type
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Conditional, Expression


def conditional(node: Conditional, scope: Scope) -> Value:
    """The branch that the condition selects, as the type that both branches have in common.

    Both branches are evaluated for their types; problems count only in the selected one. The
    result of a secret condition is secret, that of a branch only when it is itself.
    """
    then_scope, otherwise_scope = scope.quiet(), scope.quiet()
    then = value_of(node.then, then_scope)
    otherwise = value_of(node.otherwise, otherwise_scope)
    scope.budget.spend_on(then)
    scope.budget.spend_on(otherwise)
    type = common_type(then, otherwise)
    for result in (then, otherwise):
        if type is not result.type and type != result.type:
            scope.budget.spend_on(result, 0)  # it may be converted
    if type is None:
        message = f"The two results of this condition have different types: {_difference(then, otherwise)}."
        return failed(node, scope, WRONG_TYPE, message)
    condition = condition_of(node.condition, scope)
    if condition is None:
        return in_error(node, scope, type)
    if isinstance(condition.data, Unknown):
        if then.data is None and otherwise.data is None:
            return Value(type, None, condition.secret, then.origin)
        if type is NUMBER and then.type is otherwise.type and equal(then, otherwise):
            return with_secret(then, condition.secret)  # go-cty narrows numbers down to this
        return unknown_result(node, scope, (condition,), type=type, secret=condition.secret)
    selected, branch, log = (
        (then, node.then, then_scope.log)
        if condition.data
        else (otherwise, node.otherwise, otherwise_scope.log)
    )
    scope.log.take(log)
    try:
        selected = convert(selected, type)
    except ConversionError as error:
        message = f"This does not fit the type of the other result: {error.message}."
        return failed(branch, scope, WRONG_TYPE, message, type=type)
    return with_secret(selected, condition.secret)


def condition_of(node: Expression, scope: Scope) -> Value | None:
    """A condition as a bool, or unknown of any type; None after a problem, which is reported."""
    before = scope.log.errors
    condition = value_of(node, scope)
    if scope.log.errors > before:
        return None
    return condition if isinstance(condition.data, Unknown) else as_bool(node, condition, scope)


def as_bool(node: Expression, condition: Value, scope: Scope) -> Value | None:
    """The value as a bool, which may be unknown; None after a problem, which is reported."""
    if condition.data is None:
        scope.report(node, EXPRESSION_ERROR, "A condition is true or false, and this is null.")
        return None
    if condition.type is BOOL:
        return condition
    try:
        return convert(condition, BOOL)
    except ConversionError:
        what = type_name_with_article(condition.type)
        scope.report(node, WRONG_TYPE, f"A condition is true or false, and this is {what}.")
        return None


def common_type(then: Value, otherwise: Value) -> Type | None:
    """The type that both convert to; ANY where one of them is not known yet; None for none."""
    if then.type is otherwise.type or then.type == otherwise.type:
        return then.type
    if then.type.kind is Kind.ANY and then.data is None:
        return otherwise.type
    if otherwise.type.kind is Kind.ANY and otherwise.data is None:
        return then.type
    if Kind.ANY in (then.type.kind, otherwise.type.kind):
        return ANY
    return unify((then.type, otherwise.type), unsafe=True)


def _difference(then: Value, otherwise: Value) -> str:
    one, other = type_name_with_article(then.type), type_name_with_article(otherwise.type)
    if one != other:
        return f"{one} if true, {other} if false"
    if then.type.kind is Kind.OBJECT and otherwise.type.kind is Kind.OBJECT:
        names = dict(then.type.attributes)
        others = dict(otherwise.type.attributes)
        for name in sorted({*names, *others}):
            if name not in others:
                return f"only the first has the attribute `{name}`"
            if name not in names:
                return f"only the second has the attribute `{name}`"
            if unify((names[name], others[name]), unsafe=True) is None:
                return (
                    f"the attribute `{name}` is {type_name_with_article(names[name])} if true, "
                    f"{type_name_with_article(others[name])} if false"
                )
    return "their elements or attributes differ"

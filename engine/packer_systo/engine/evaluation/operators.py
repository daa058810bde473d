"""Arithmetic, comparison and logic, as hclsyntax's operators do them (expression_ops.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.arithmetic import ARITHMETIC, COMPARISON, negative
from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.origins import composite_origin
from packer_systo.engine.evaluation.outcome import failed, in_error, unknown_result
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.syntax.hcl.nodes import Binary
from packer_systo.engine.values.convert import ConversionError, convert, convertible
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.equality import equal, is_known
from packer_systo.engine.values.marks import inner_secret
from packer_systo.engine.values.number import NumberError
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, Type
from packer_systo.engine.values.value import PartialString, Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.problems import ProblemLog
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression, Unary
    from packer_systo.engine.values.number import Number
    from packer_systo.engine.values.value import Secret

_NEEDS = {NUMBER: "numbers", BOOL: "true or false"}


def binary(node: Binary, scope: Scope) -> Value:
    """`a + b - c` is a chain on the left, walked in a loop: its length has no limit."""
    chain = [node]
    left: Expression = node.left
    while isinstance(left, Binary):
        chain.append(left)
        left = left.left
    sides = scope.quiet()
    value = value_of(left, sides)
    log = sides.log
    for step in reversed(chain):
        sides = scope.quiet()
        right = value_of(step.right, sides)
        value, log = _step(step, (value, log), (right, sides.log), scope)
    scope.log.take(log)
    return value


_Side = tuple[Value, "ProblemLog"]


def _step(node: Binary, left: _Side, right: _Side, scope: Scope) -> _Side:
    """One operator: the result, and the problems that count.

    `&&` and `||` leave out those of the side that does not decide.
    """
    operator = node.operator
    want, result = _types(operator)
    quiet = scope.quiet()
    a = _operand(node, left[0], want, quiet, "left")
    b = _operand(node, right[0], want, quiet, "right")
    log = quiet.log
    if log.errors:
        log.take(left[1])
        log.take(right[1])
        return in_error(node, scope, result), log
    if want is ANY:
        scope.budget.spend_on(a)
        scope.budget.spend_on(b)
    secret = _secret(operator, a, b)
    if want is BOOL:
        decided = _short_circuit(operator, a, b, left[1], right[1])
        if decided is not None:
            truth, log = decided
            return _result(node, scope, (a, b), truth, secret), log
    log.take(left[1])
    log.take(right[1])
    if log.errors:
        return in_error(node, scope, result), log
    if operator in ("==", "!="):
        same = equal(a, b)
        truth = same if same is None or operator == "==" else not same
        return _result(node, scope, (a, b), truth, secret), log
    for side, value in ((node.left, a), (node.right, b)):
        if value.data is None:
            message = f"`{operator}` needs {_NEEDS[want]}, and this is null."
            return failed(side, quiet, EXPRESSION_ERROR, message, type=result), log
    if not (is_known(a) and is_known(b)):
        return unknown_result(node, scope, (a, b), type=result, secret=secret), log
    if want is BOOL:
        sides = (a.data is True, b.data is True)
        truth = all(sides) if operator == "&&" else any(sides)
        return _result(node, scope, (a, b), truth, secret), log
    return _calculated(node, quiet, a, b, secret), log


def _types(operator: str) -> tuple[Type, Type]:
    """What the operator needs on both sides, and what it gives."""
    if operator in ARITHMETIC:
        return NUMBER, NUMBER
    if operator in COMPARISON:
        return NUMBER, BOOL
    return (ANY if operator in ("==", "!=") else BOOL), BOOL


def _operand(node: Binary | Unary, value: Value, want: Type, scope: Scope, side: str = "") -> Value:
    """The operand as the type that the operator needs; a problem is reported."""
    if value.type is want or want is ANY:
        return value
    try:
        return convert(value, want)
    except ConversionError:
        where = f"the {side} side" if side else "this"
        what = type_name_with_article(value.type)
        if convertible(value.type, want):  # the text is the trouble, not the type
            what = "text that is neither" if want is BOOL else "text that is not a number"
        message = f"`{node.operator}` needs {_NEEDS[want]}; {where} is {what}."
        scope.report(_part(node, side), WRONG_TYPE, message)
        return value


def _part(node: Binary | Unary, side: str) -> Expression:
    if isinstance(node, Binary):
        return node.left if side == "left" else node.right
    return node.operand


def _secret(operator: str, a: Value, b: Value) -> Secret | None:
    secret = inner_secret(a) or inner_secret(b)
    if secret is not None and operator in ("==", "!=") and (_is_blank(a) or _is_blank(b)):
        # Whether a secret is set at all is no secret: conditions on that must stay decided.
        return None
    return secret


def _is_blank(value: Value) -> bool:
    return (value.data is None or value.data == "") and value.secret is None


def _short_circuit(
    operator: str, a: Value, b: Value, a_log: ProblemLog, b_log: ProblemLog
) -> tuple[bool | None, ProblemLog] | None:
    """The result that one side decides alone, or None for unknown, and that side's problems.

    Null counts as false here, as in hclsyntax; None when nothing is decided.
    """
    deciding = operator == "||"
    a_unknown = isinstance(a.data, Unknown)
    b_unknown = isinstance(b.data, Unknown)
    if a_unknown and b_unknown:
        return None if a_log.errors else (None, a_log)
    a_truth, b_truth = a.data is True, b.data is True
    if not a_unknown and a_truth is deciding:
        return deciding, a_log
    if not b_unknown and b_truth is deciding:
        return deciding, b_log
    if a_unknown:
        return None, a_log
    if b_unknown:
        return None, b_log
    return None


def _result(
    node: Binary,
    scope: Scope,
    sides: tuple[Value, Value],
    truth: bool | None,
    secret: Secret | None,
) -> Value:
    if truth is None:
        return unknown_result(node, scope, sides, type=BOOL, secret=secret)
    return Value(BOOL, truth, secret, composite_origin(node, scope, sides))


def number_of(value: Value) -> Number:
    """The number of a value that is a known number."""
    data = value.data
    assert data is not None
    assert not isinstance(data, (str, PartialString, Unknown, tuple, dict))
    return data


def _calculated(node: Binary, scope: Scope, a: Value, b: Value, secret: Secret | None) -> Value:
    one, other = number_of(a), number_of(b)
    origin = composite_origin(node, scope, (a, b))
    compare = COMPARISON.get(node.operator)
    if compare is not None:
        return Value(BOOL, compare(one, other), secret, origin)
    if node.operator == "/" and other == 0:
        scope.log.infinite = scope.log.infinite or one != 0
        return failed(node, scope, EXPRESSION_ERROR, "This divides by zero.", type=NUMBER)
    try:
        number = ARITHMETIC[node.operator](one, other)
    except NumberError as error:
        message = f"The result cannot be a number: {error}."
        return failed(node, scope, EXPRESSION_ERROR, message, type=NUMBER)
    return Value(NUMBER, number, secret, origin)


def unary(node: Unary, scope: Scope) -> Value:
    """`-number` and `!bool`."""
    want = NUMBER if node.operator == "-" else BOOL
    before = scope.log.errors
    value = _operand(node, value_of(node.operand, scope), want, scope)
    if scope.log.errors > before:
        return in_error(node, scope, want)
    data = value.data
    if data is None:
        message = f"`{node.operator}` needs {_NEEDS[want]}, and this is null."
        return failed(node.operand, scope, EXPRESSION_ERROR, message, type=want)
    origin = composite_origin(node, scope, (value,))
    if isinstance(data, Unknown):
        return Value(want, data, value.secret, origin)
    if isinstance(data, bool):
        return Value(BOOL, not data, value.secret, origin)
    return Value(NUMBER, negative(number_of(value)), value.secret, origin)

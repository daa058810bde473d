"""Values that stand for what could not be evaluated, and the text of expressions for messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.origins import literal_origin
from packer_systo.engine.values.marks import reasons_of
from packer_systo.engine.values.types import ANY, Type
from packer_systo.engine.values.value import Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Node
    from packer_systo.engine.values.value import Secret

_LONGEST_TEXT = 120
IN_ERROR = "in error"
NOTHING = "a value that is missing"
"""What is written where a mistake of syntax left nothing."""


def written(node: Node, scope: Scope) -> str:
    """The expression as the file has it, on one line, cut after 120 characters."""
    text = " ".join(scope.source.text[node.start : min(node.end, node.start + 1000)].split())
    text = text or NOTHING
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def failed(
    node: Node,
    scope: Scope,
    code: str,
    message: str,
    *,
    at: Node | None = None,
    type: Type = ANY,
    hint: str = "",
) -> Value:
    """Report a problem, at the node or a part of it; the unknown value that stands for the node."""
    scope.report(node if at is None else at, code, message, hint)
    return in_error(node, scope, type)


def in_error(node: Node, scope: Scope, type: Type = ANY) -> Value:
    """An unknown value for an expression whose problem has been reported."""
    reason = UnknownReason(written(node, scope), IN_ERROR)
    return Value(type, Unknown((reason,)), None, literal_origin(node, scope))


def unknown_result(
    node: Node,
    scope: Scope,
    operands: Iterable[Value],
    *,
    type: Type = ANY,
    secret: Secret | None = None,
) -> Value:
    """An unknown value for the reasons of its operands, of which one at least is unknown."""
    from packer_systo.engine.evaluation.origins import composite_origin
    from packer_systo.engine.values.constructors import derived, merge_reasons

    operands = list(operands)
    reasons = derived(merge_reasons(*[reasons_of(operand) for operand in operands]))
    return Value(type, Unknown(reasons), secret, composite_origin(node, scope, operands))

"""Kinds of expressions that many templates do without: what evaluates them is imported when the first
one is met, since a start waits for each module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import (
        Binary,
        Conditional,
        ForExpression,
        FunctionCall,
        Splat,
        SplatElement,
        Unary,
    )
    from packer_systo.engine.values.value import Value


def function_call(node: FunctionCall, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import calls

    return calls.function_call(node, scope)


def conditional(node: Conditional, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import conditionals

    return conditionals.conditional(node, scope)


def for_expression(node: ForExpression, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import for_expressions

    return for_expressions.for_expression(node, scope)


def binary(node: Binary, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import operators

    return operators.binary(node, scope)


def unary(node: Unary, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import operators

    return operators.unary(node, scope)


def splat(node: Splat, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import splats

    return splats.splat(node, scope)


def splat_element(node: SplatElement, scope: Scope) -> Value:
    from packer_systo.engine.evaluation import splats

    return splats.splat_element(node, scope)

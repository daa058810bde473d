"""References and their steps: `local.images["base"].tags[0]`, `f(x).name`, `each[0]`.

A chain of steps is walked in a loop, not by recursion: its length has no limit but the file's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.access import attribute_of, element_of
from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.origins import (
    composite_origin,
    reference_origin,
    with_origin,
)
from packer_systo.engine.evaluation.outcome import failed
from packer_systo.engine.evaluation.problems import UNKNOWN_REFERENCE
from packer_systo.engine.evaluation.scope import Namespace, whole
from packer_systo.engine.evaluation.suggestions import did_you_mean
from packer_systo.engine.syntax.hcl.nodes import (
    GetAttribute,
    Index,
    NumberLiteral,
    SplatElement,
    Template,
    TemplateText,
    Variable,
)
from packer_systo.engine.values.constructors import unknown
from packer_systo.engine.values.types import ANY
from packer_systo.engine.values.value import Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression

_LONGEST_NAME = 200

NOT_READ = "in a file that could not be read"


def traversal(node: Variable | GetAttribute | Index, scope: Scope) -> Value:
    """The value at the end of a chain of steps."""
    steps: list[GetAttribute | Index] = []
    start: Expression = node
    while isinstance(start, (GetAttribute, Index)):
        steps.append(start)
        start = start.target
    steps.reverse()
    if isinstance(start, Variable):
        return _reference(node, start, steps, scope)
    value = value_of(start, scope)
    for step in steps:
        value = _step(step, value, scope)
    if isinstance(start, SplatElement) or value.origin is not None:
        return value
    return with_origin(value, composite_origin(node, scope, (value,)))


def _reference(
    node: Expression, start: Variable, steps: list[GetAttribute | Index], scope: Scope
) -> Value:
    root = scope.find(start.name)
    if root is None:
        return failed(start, scope, UNKNOWN_REFERENCE, _no_such_name(start.name, scope))
    label = start.name
    taken = 0
    if isinstance(root, Namespace):
        name = _fixed_name(steps[0]) if steps else None
        if name is None:
            value = whole(root)
            scope.budget.spend(len(root.values))
        else:
            found = root.values.get(name)
            if found is None and root.other is not None:
                found = root.other(name)
            if found is None and not root.complete:
                return unknown(ANY, UnknownReason(f"{start.name}.{name}", NOT_READ))
            if found is None:
                return failed(
                    steps[0], scope, UNKNOWN_REFERENCE, _not_in(root, start.name, name, scope)
                )
            value = found
            label = f"{label}.{name}"
            taken = 1
    else:
        value = root
    before = value
    for at in range(taken, len(steps)):
        step = steps[at]
        name = _fixed_name(step)
        label = f"{label}.{name}" if name is not None and len(label) < _LONGEST_NAME else label
        value = _step(step, value, scope)
    value = _named_in_full(node, value, scope) if before is not value else value
    return with_origin(value, reference_origin(node, scope, label, value))


def _step(step: GetAttribute | Index, value: Value, scope: Scope) -> Value:
    """One step. On a problem, which is reported, an unknown value that further steps pass on."""
    if isinstance(step, GetAttribute):
        return attribute_of(step, value, scope)
    return element_of(step, value, value_of(step.key, scope), scope)


def _fixed_name(step: GetAttribute | Index) -> str | None:
    """The name of `.name`, `["name"]` and `.0`; None for a computed key."""
    if isinstance(step, GetAttribute):
        return step.name
    key = step.key
    if isinstance(key, NumberLiteral):
        return key.text
    if isinstance(key, Template) and len(key.parts) == 1:
        part = key.parts[0]
        if isinstance(part, TemplateText):
            return part.value
    return None


def _no_such_name(name: str, scope: Scope) -> str:
    for root in ("var", "local"):
        namespace = scope.find(root)
        if isinstance(namespace, Namespace) and name in namespace.values:
            return f"There is no `{name}` here; the {namespace.word} is `{root}.{name}`."
    return f"There is no `{name}` here.{did_you_mean(name, scope.all_names(), scope.budget)}"


def _not_in(namespace: Namespace, root: str, name: str, scope: Scope) -> str:
    if namespace.only:
        return f"`{root}.{name}` is known in {namespace.only} only."
    hint = did_you_mean(name, namespace.values, scope.budget, f"{root}.")
    return f"There is no {namespace.word} `{name}`.{hint}"


def _named_in_full(node: Expression, value: Value, scope: Scope) -> Value:
    """An unknown value whose reason names the start of this chain names all of it instead.

    `build.ID` cannot be known since `build` cannot: a person looks for `build.ID`.
    """
    data = value.data
    if not isinstance(data, Unknown) or node.end - node.start > _LONGEST_NAME:
        return value
    text = scope.source.text[node.start : node.end]
    reasons = tuple(
        [
            UnknownReason(text, reason.reason, reason.derived)
            if _starts_with(text, reason.expression)
            else reason
            for reason in data.reasons
        ]
    )
    return Value(value.type, Unknown(reasons), value.secret, value.origin)


def _starts_with(text: str, name: str) -> bool:
    return text.startswith(name) and text[len(name) : len(name) + 1] in (".", "[")

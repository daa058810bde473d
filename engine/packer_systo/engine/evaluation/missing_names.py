"""What to say of an attribute or a key that a value does not have.

A computed key is called as it is written, never by its value, and a secret value's names are not
listed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.suggestions import did_you_mean
from packer_systo.engine.syntax.hcl.nodes import GetAttribute, Variable
from packer_systo.engine.values.types import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression
    from packer_systo.engine.values.value import Value

_LONGEST = 80
_MOST_NAMES = 5
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9]{0,11}(?:[-_.][A-Za-z0-9]{0,12}){0,4}\Z")
"""What can be read at a glance: its words are too short for a key of a service."""


def no_such_attribute(target: Expression, value: Value, name: str, scope: Scope) -> str:
    """`name` as it is written in the template."""
    names = _names(value)
    start = f"{_subject(target, value)} `{name}`."
    if value.secret is not None:
        return start
    return start + (did_you_mean(name, names, scope.budget) or _what_it_has(names))


def no_such_key(target: Expression, value: Value, key: Expression) -> str:
    """The key is computed: it could be anything, a secret too."""
    called = _reference(key)
    which = f"with the key that `{called}` gives" if called else "with this key"
    start = f"{_subject(target, value)} {which}."
    return start if value.secret is not None else start + _what_it_has(_names(value))


def _subject(target: Expression, value: Value) -> str:
    is_object = value.type.kind is Kind.OBJECT
    what = "attribute" if is_object else "element"
    called = _reference(target)
    whole = f"`{called}`" if called else "This object" if is_object else "This map"
    return f"{whole} has no {what}"


def _names(value: Value) -> Collection[str]:
    if isinstance(value.data, dict):
        return value.data.keys()
    return [name for name, _ in value.type.attributes]


def _what_it_has(names: Collection[str]) -> str:
    if not names:
        return " It is empty."
    shown: list[str] = []
    for name in names:
        if len(shown) == _MOST_NAMES or _PLAIN.match(name) is None:
            break
        shown.append(f"`{name}`")
    more = len(names) - len(shown)
    if not shown:
        return ""
    if more:
        shown.append(f"{more} more")
    last = shown.pop()
    return f" It has {', '.join(shown)} and {last}." if shown else f" It has {last} alone."


def _reference(node: Expression) -> str:
    """`var.sizes`; empty for what is no plain reference, or is long."""
    steps: list[str] = []
    while isinstance(node, GetAttribute) and len(steps) < 10:
        steps.append(node.name)
        node = node.target
    if not isinstance(node, Variable):
        return ""
    text = ".".join([node.name, *reversed(steps)])
    return text if len(text) <= _LONGEST else ""

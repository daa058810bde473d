"""Walking over a collection for `for`: what its elements and their keys are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.marks import with_secret
from packer_systo.engine.values.types import NUMBER, STRING, Kind
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression

_PRIMITIVES = (Kind.STRING, Kind.NUMBER, Kind.BOOL)


def collection_of(node: Expression, scope: Scope) -> Value | None:
    """A value that can be walked over or is unknown; None after a problem, which is reported."""
    collection = value_of(node, scope)
    if collection.data is None:
        message = "This is null: there is nothing that `for` could go over."
        scope.report(node, EXPRESSION_ERROR, message)
        return None
    if collection.type.kind in _PRIMITIVES:
        what = type_name_with_article(collection.type)
        scope.report(
            node, WRONG_TYPE, f"`for` goes over a list, map or object, and this is {what}."
        )
        return None
    return collection


def pairs(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Keys and elements: indexes of a list, names of a map or object, of a set the elements."""
    data = collection.data
    secret = collection.secret
    if isinstance(data, dict):
        for name, element in data.items():
            yield Value(STRING, name), with_secret(element, secret)
    elif isinstance(data, tuple):
        is_set = collection.type.kind is Kind.SET
        for index, element in enumerate(data):
            marked = with_secret(element, secret)
            yield (marked if is_set else Value(NUMBER, index)), marked

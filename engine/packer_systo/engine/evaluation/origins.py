"""Where the value of an expression comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.source.text import Span
from packer_systo.engine.values.constructors import MAXIMUM_PARENTS
from packer_systo.engine.values.value import Origin, Piece, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.syntax.hcl.nodes import Node


def literal_origin(node: Node, scope: Scope) -> Origin:
    return Origin(Span(scope.source, node.start, node.end))


def reference_origin(node: Node, scope: Scope, label: str, value: Value) -> Origin:
    parent = value.origin
    return Origin(
        Span(scope.source, node.start, node.end), label, () if parent is None else (parent,)
    )


def composite_origin(node: Node, scope: Scope, parts: Iterable[Value]) -> Origin:
    """The expression's span; its parents are the references among its parts.

    A part that is itself composed within this expression gives its own parents: its place is
    inside the span already. One that is written elsewhere, such as an element of what a `for` goes
    through, is a parent itself.
    """
    span = Span(scope.source, node.start, node.end)
    parents: list[Origin] = []
    for part in parts:
        origin = part.origin
        if origin is None:
            continue
        if origin.label or origin.span is None or not _is_within(origin.span, span):
            _add(parents, origin)
        else:
            for parent in origin.parents:
                _add(parents, parent)
    return Origin(span, "", tuple(parents))


def text_origin(
    node: Node, scope: Scope, parts: Iterable[Value], pieces: tuple[Piece, ...] | None
) -> Origin:
    """That of a string put together, of which it is known where its parts are."""
    whole = composite_origin(node, scope, parts)
    return Origin(whole.span, "", whole.parents, pieces) if pieces else whole


def _is_within(span: Span, outer: Span) -> bool:
    return span.source is outer.source and outer.start <= span.start and span.end <= outer.end


def _add(parents: list[Origin], origin: Origin) -> None:
    if len(parents) < MAXIMUM_PARENTS and not any(origin is one for one in parents):
        parents.append(origin)


def with_origin(value: Value, origin: Origin) -> Value:
    return Value(value.type, value.data, value.secret, origin)

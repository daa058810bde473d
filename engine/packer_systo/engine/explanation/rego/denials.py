"""The place that each `deny` of a rule denies, as far as its text says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.bodies import DENY
from packer_systo.engine.explanation.rego.syntax import (
    RegoText,
    at,
    items,
    line_of,
    maybe,
    variable,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.template.document import JSON


class PathItem(msgspec.Struct, frozen=True):
    """An element of the `path` that is denied, and the variables that it needs."""

    text: str
    needs: frozenset[str]


class DeniedPlace(msgspec.Struct, frozen=True):
    """`path` are the elements of the place, as far as they are written out; `whole` is the place as
    one expression, where it is not. With neither it is not known.
    """

    path: tuple[PathItem, ...] = ()
    whole: PathItem | None = None


class DeniedPlaces:
    """Reads the places of one module. Raises LookupError for another form of tree."""

    def __init__(self, text: RegoText) -> None:
        self._text = text

    def of(self, key: JSON, body: JSON) -> DeniedPlace:
        """Of `deny contains key if body`."""
        name = variable(key)
        denied = (_assigned(name, body) or key) if name else key
        if maybe(denied, "Object") is not None:
            return self._place(_field(denied), body)
        # Put together by a function, say: what it is in the end counts, but an object in it with
        # a path tells earlier which statements are about what.
        path = self._place(next(_paths(denied), None), body).path
        if name:
            return DeniedPlace(path, PathItem(f"{name}.path", frozenset([name])))
        whole = (
            f"[systo_path | systo_denied := {self._text.asked(denied)};"
            " systo_path := systo_denied.path][0]"
        )
        return DeniedPlace(path, PathItem(whole, frozenset(variables(denied))))

    def _place(self, value: JSON, body: JSON) -> DeniedPlace:
        """The place that the value of `path` is, also where a variable stands for it."""
        name = variable(value)
        if name:
            value = _assigned(name, body) or value
        array = maybe(value, "Array")
        if array is not None:
            return DeniedPlace(tuple(self._item(item) for item in items(at(array, "items"))))
        return DeniedPlace((), self._item(value) if value is not None else None)

    def _item(self, node: JSON) -> PathItem:
        return PathItem(self._text.asked(node), frozenset(variables(node)))


def denied_places(tree: JSON, text: str) -> Iterator[tuple[int, DeniedPlace]]:
    """The line and the place of each `deny` of a module, in order."""
    places = DeniedPlaces(RegoText(text))
    for rule in items(at(tree, "rules")):
        spec = maybe(rule, "Spec")
        head = maybe(maybe(spec, "head"), "Set")
        if spec is not None and head is not None and variable(at(head, "refr")) == DENY:
            for body in items(at(spec, "bodies")):
                yield line_of(spec), places.of(at(head, "key"), body)


def _field(denied: JSON) -> JSON:
    """The field `path` of an object that is written out, or None."""
    for field in items(at(maybe(denied, "Object") or {"fields": []}, "fields")):
        match field:
            case [_, {"String": {"value": "path"}}, value]:
                return value
            case _:
                pass
    return None


def _paths(node: JSON) -> Iterator[JSON]:
    """The field `path` of each object within a node."""
    if isinstance(node, dict):
        found = _field(node)
        if found is not None:
            yield found
        for value in node.values():
            yield from _paths(value)
    elif isinstance(node, list):
        for value in node:
            yield from _paths(value)


def _assigned(name: str, body: JSON) -> JSON:
    """What `name := …` in a body gives it, or None."""
    for node in items(at(at(body, "query"), "stmts")) if body is not None else ():
        match at(node, "literal"):
            case {
                "Expr": {
                    "expr": {"AssignExpr": {"lhs": {"Var": {"value": str(other)}}, "rhs": rhs}}
                }
            }:
                if other == name:
                    return rhs
            case _:
                pass
    return None

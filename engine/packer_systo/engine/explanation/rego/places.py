"""Where in the document the variables of a body lie, as far as its statements say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.syntax import COMPREHENSIONS, variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.template.document import JSON

_UNNAMED = re.compile(r"^some\s+(?:_\s*,\s*)?")


class DocumentPlaces:
    """Places of variables: the elements of a path, each as Rego has it (a text, a number, a
    variable, any other expression). `text_of` gives the text of an expression.
    """

    def __init__(
        self, text_of: Callable[[JSON], str], known: dict[str, tuple[str, ...]] | None = None
    ) -> None:
        self._text_of = text_of
        self.known: dict[str, tuple[str, ...]] = dict(known or {"input": ()})

    def path(self, node: JSON) -> tuple[str, ...] | None:
        """The place that a reference leads to, or None where that cannot be said."""
        match node:
            case {"Var": {"value": str(name)}}:
                return self.known.get(name)
            case {"RefDot": {"refr": refr, "field": [_, str(name)]}}:
                return self._further(refr, msgspec.json.encode(name).decode())
            case {"RefBrack": {"refr": refr, "index": index}}:
                element = key_text(index, self._text_of)
                return self._further(refr, element) if element else None
            case _:
                return None

    def _further(self, refr: JSON, element: str) -> tuple[str, ...] | None:
        above = self.path(refr)
        return (*above, element) if above is not None else None

    def follow(self, literal: JSON, text: str, number: int) -> tuple[str, str]:
        """Note what a statement binds. Gives its text, with a name for a key that has none, and that
        name.
        """
        given = ""
        match literal:
            case {
                "Expr": {"expr": {"AssignExpr": {"lhs": {"Var": {"value": str(name)}}, "rhs": rhs}}}
            }:
                path = self.path(rhs)
                if path:
                    self.known[name] = path
            case {
                "SomeIn": {"key": key, "value": {"Var": {"value": str(name)}}, "collection": where}
            }:
                path = self.path(where)
                key_name = variable(key)
                if path is None or (key is not None and not key_name):
                    return text, ""
                if key_name in {"", "_"}:
                    key_name = f"systo_key_{number}"
                    text, replaced = _UNNAMED.subn(f"some {key_name}, ", text, count=1)
                    if not replaced:
                        return text, ""
                    given = key_name
                self.known[name] = (*path, key_name)
            case _:
                pass
        return text, given


def key_text(index: JSON, text_of: Callable[[JSON], str]) -> str:
    """What stands in the brackets of a reference, or empty where it may be anything."""
    if variable(index) == "_" or (isinstance(index, dict) and index.keys() & set(COMPREHENSIONS)):
        return ""
    return text_of(index)


def placed(expression: str) -> str:
    """The path of what equals a part of the document; no value where nothing does."""
    return f"systo_place(json.marshal({expression})).path"

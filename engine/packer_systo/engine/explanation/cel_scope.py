"""Expressions within macros: evaluated for one element, and the place where the element stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.judgment.cel.interface import NAMES
from packer_systo.engine.judgment.cel.tokens import names
from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from packer_systo.engine.judgment.cel.interface import CelDocument
    from packer_systo.engine.template.document import JSON

_PLAIN = re.compile(r"([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\d{1,9}\]|\[\"[^\"\\]*\"\])*)")
_KEY = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\[\"([^\"\\]*)\"\]")


class Element(msgspec.Struct, frozen=True):
    """What a name stands for: an expression, and its place in the document, if it has one."""

    name: str
    expression: str
    place: Path | None


class CelScope(msgspec.Struct, frozen=True):
    """A subject and the elements around an expression, the outermost first."""

    subject: Path
    elements: tuple[Element, ...] = ()

    def within(self, name: str, expression: str, place: Path | None) -> CelScope:
        """With one element more."""
        return CelScope(self.subject, (*self.elements, Element(name, expression, place)))

    def evaluate(self, cel: CelDocument, expression: str) -> JSON:
        """Raises CelError."""
        for element in reversed(self.elements):
            expression = f"[{element.expression}].map({element.name}, {expression})[0]"
        return cel.evaluate(expression, self.subject)

    def reads(self, text: str) -> bool:
        """Whether a text may name something else than literals and types."""
        own = (one.name for one in self.elements)
        return any(names(text, name) for name in (*NAMES, *own))

    def place(self, expression: str) -> Path | None:
        """Where in the document the value of a reference stands; None for any other expression."""
        found = _PLAIN.fullmatch(expression)
        if found is None:
            return None
        roots: dict[str, Path | None] = {"self": self.subject, "doc": ()}
        roots |= {one.name: one.place for one in self.elements}
        root = roots.get(found[1])
        if root is None:
            return None
        keys = (int(index) if index else name or key for name, index, key in _KEY.findall(found[2]))
        return (*root, *keys)

"""What an engine for CEL expressions can do.

Names in scope: `self` (the subject), `doc` (the document), `data` (the bundle's data) and `now`.
The functions are the standard ones and those of the strings extension that `STRING_FUNCTIONS`
names; tests/engine/judgment/cel_cases.json holds the cases on which all engines agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

NAMES = ("self", "doc", "data", "now")

STRING_FUNCTIONS = (
    "indexOf", "join", "lowerAscii", "replace", "split", "substring", "trim", "upperAscii",
)  # fmt: skip


class CelError(Exception):
    """An expression that cannot be read or evaluated; the text says why, for a rule's author."""


class CelDocument(Protocol):
    """A document made ready once, for many expressions about many of its places."""

    def evaluate(self, expression: str, subject: Path) -> JSON:
        """The value of an expression about the place `subject`. Raises CelError."""
        ...


class CelEngine(Protocol):
    @property
    def name(self) -> str: ...

    def check(self, expression: str) -> None:
        """Raises CelError when the expression cannot be read."""
        ...

    def prepare(self, document: JSON, data: JSON, now: str) -> CelDocument:
        """`now` is RFC 3339."""
        ...

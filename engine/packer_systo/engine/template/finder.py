"""What finds secrets in the texts that a document is written of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Hit(Protocol):
    """A stretch of a text that is a secret."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def repeated(self) -> bool: ...


class Finder(Protocol):
    """As `packer_systo.engine.secrets.redaction.Redactor`.

    `name` is what the whole text is the value of, where it has a name.
    """

    def find(self, text: str, name: str = "") -> Sequence[Hit]: ...

    def harmless(self, text: str) -> str: ...

    def name_within(self, name: str, key: str) -> str: ...

    def without_known(self, text: str) -> str: ...


class Found:
    """What a finder found, kept: it looks at each text once. Without one nothing is found."""

    def __init__(self, finder: Finder | None) -> None:
        self._finder = finder
        self._hits: dict[tuple[str, str], Sequence[Hit]] = {}

    def find(self, text: str, name: str = "") -> Sequence[Hit]:
        """As `Finder.find`."""
        if self._finder is None or not text:
            return ()
        key = text, name
        hits = self._hits.get(key)
        if hits is None:
            hits = self._hits[key] = self._finder.find(text, name)
        return hits

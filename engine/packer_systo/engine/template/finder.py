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

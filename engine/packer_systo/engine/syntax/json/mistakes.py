"""The list of mistakes that a reader of JSON keeps."""

from __future__ import annotations

from packer_systo.engine.syntax.diagnostic import Diagnostic

MOST = 1000
"""After so many mistakes the rest of a text is not read: it is no JSON."""


class Mistakes:
    """Collects diagnostics; `full` when no more are taken and reading should end."""

    __slots__ = ("found", "full")

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.full = False

    def add(self, start: int, end: int, message: str, example: str = "", *, why: str = "") -> None:
        self.take(Diagnostic(start, end, message, example, why=why))

    def take(self, diagnostic: Diagnostic) -> None:
        if self.full:
            return
        if len(self.found) == MOST:
            self.full = True
            message = f"There are more than {MOST} mistakes before this; the rest was not read."
            diagnostic = Diagnostic(diagnostic.start, diagnostic.end, message)
        self.found.append(diagnostic)

    def end(self, start: int, end: int, message: str, example: str = "") -> None:
        """The last mistake: what follows it would be said only because of it."""
        self.add(start, end, message, example)
        self.full = True

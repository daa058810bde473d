"""What Go would refuse of an engine template."""

from __future__ import annotations


class TemplateError(Exception):
    """A text that Go would refuse; `message` is the end of a sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

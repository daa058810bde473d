"""How large the result of a function may be: a template is never allowed to fill the memory."""

from __future__ import annotations

from packer_systo.engine.functions.models import FunctionError

MAXIMUM_CHARACTERS = 16 * 1024 * 1024
MAXIMUM_ELEMENTS = 1_000_000
MAXIMUM_DEPTH = 100
"""How deep lists and objects may be nested in JSON and YAML text."""


def check_characters(count: int) -> None:
    """FunctionError when a text of `count` characters would be too long."""
    if count > MAXIMUM_CHARACTERS:
        raise FunctionError(f"the result would be longer than {MAXIMUM_CHARACTERS} characters")


def check_elements(count: int) -> None:
    """FunctionError when a collection of `count` elements would be too large."""
    if count > MAXIMUM_ELEMENTS:
        raise FunctionError(f"the result would have more than {MAXIMUM_ELEMENTS} elements")

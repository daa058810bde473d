"""Which values of the environment are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.value import Secret

if TYPE_CHECKING:
    from packer_systo.engine.secrets.known import Finder


def environment_secret(text: str, name: str, finder: Finder | None) -> Secret | None:
    """Why the text of the environment's variable `name` is secret as a whole, None if it is not.

    A template may hand it to a variable whose own name says nothing.
    """
    if finder is None:
        return None
    hit = finder.find_given(text, name)
    if hit is None:
        hit = next((one for one in finder.find(text) if one.end - one.start == len(text)), None)
    return Secret(hit.kind, "environment") if hit is not None else None

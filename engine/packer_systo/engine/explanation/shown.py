"""Values as an explanation shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

LONGEST = 120
"""Characters of a value."""


def shown_value(value: JSON) -> str:
    """JSON, cut where it is long; a long list or mapping by its size."""
    text = msgspec.json.encode(value).decode()
    if len(text) <= LONGEST:
        return text
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"a mapping of {len(value)}: {_names(value)}"
    return f"{text[: LONGEST - 2]}…"


def _names(mapping: dict[str, JSON]) -> str:
    names = ", ".join(mapping)
    return names if len(names) <= LONGEST else f"{names[: LONGEST - 1]}…"

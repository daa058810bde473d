"""Taking secrets off arguments and marking results with them.

go-cty unmarks the arguments of most functions and marks the whole result (cty/function,
`Function.Call`). A value has one mark here, the first that is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.value import PartialString, SecretText, Value

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Secret


def revealed(value: Value) -> Value:
    """The value without its marks; its text is what it was."""
    data = value.data
    if isinstance(data, PartialString):
        text = known_text(data)
        if text is not None:
            data = text
        else:
            data = PartialString(
                tuple(part.text if isinstance(part, SecretText) else part for part in data.parts)
            )
    elif isinstance(data, tuple):
        data = tuple([revealed(element) for element in data])
    elif isinstance(data, dict):
        data = {key: revealed(element) for key, element in data.items()}
    return Value(value.type, data, None, value.origin)


def marked(value: Value, secret: Secret | None) -> Value:
    """The value, marked as a whole unless it is already."""
    if secret is None or value.secret is not None:
        return value
    return Value(value.type, value.data, secret, value.origin)

"""The texts of values that are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.value import PartialString, SecretText, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.secrets.detector import Hit
    from packer_systo.engine.values.value import Value


class Finder(Protocol):
    """Finds what looks like a secret: a Detector, or a Memory of one."""

    def find(self, text: str, name: str = "") -> Sequence[Hit]: ...


def known_in(
    value: Value, finder: Finder, name: str = "", kind: str = ""
) -> Iterator[tuple[str, str]]:
    """The secret texts in a value, with their kinds.

    Those are the texts of what is marked as secret, and what the finder finds in the others.
    `name` is what the value is set to; with a `kind` all of the value is secret.
    """
    pending: list[tuple[Value, str, str]] = [(value, name, kind)]
    while pending:
        one, called, inherited = pending.pop()
        marked = one.secret.kind if one.secret is not None else inherited
        data = one.data
        if isinstance(data, tuple):
            pending.extend((element, called, marked) for element in data)
        elif isinstance(data, dict):
            pending.extend((element, key, marked) for key, element in data.items())
        elif isinstance(data, str):
            yield from _in_text(data, finder, called, marked)
        elif isinstance(data, PartialString):
            for part in data.parts:
                if isinstance(part, SecretText):
                    yield part.text, part.secret.kind
                elif isinstance(part, str):
                    yield from _in_text(part, finder, "", marked)
        elif marked and data is not None and not isinstance(data, (bool, Unknown)):
            yield format_number(data), marked


def _in_text(text: str, finder: Finder, name: str, kind: str) -> Iterator[tuple[str, str]]:
    if kind:
        yield text, kind
        return
    for hit in finder.find(text, name):
        yield text[hit.start : hit.end], hit.kind

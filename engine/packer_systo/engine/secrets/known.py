"""The texts of values that are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from packer_systo.engine.secrets.encoded import decoded
from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.value import PartialString, SecretText, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.secrets.detector import Hit
    from packer_systo.engine.values.value import Value


class Finder(Protocol):
    """Finds what looks like a secret: a Detector, or a Memory of one."""

    def find(self, text: str, name: str = "") -> Sequence[Hit]: ...

    def name_within(self, name: str, key: str) -> str: ...

    def find_given(self, text: str, name: str) -> Hit | None: ...


MOST_VALUES = 400_000
"""How many values of one template are looked at. A document holds fewer."""


_LONGEST_WORD = 16


def is_word(text: str) -> bool:
    """Letters alone, as people write a word: `almalinux`, `Debian`; not `aLmAlInUx`."""
    return len(text) <= _LONGEST_WORD and text.isalpha() and text[1:].islower()


class Seen:
    """What was looked at: values share their parts, and are small in memory but huge unfolded."""

    __slots__ = ("_parts", "left")

    def __init__(self) -> None:
        self._parts: set[tuple[int, str, str]] = set()
        self.left = MOST_VALUES

    def add(self, data: object, name: str, kind: str) -> bool:
        """Whether the part is new. The caller keeps it alive, so that its id stays its own."""
        key = id(data), name, kind
        if key in self._parts:
            return False
        self._parts.add(key)
        return True


def known_in(
    value: Value, finder: Finder, name: str = "", kind: str = "", seen: Seen | None = None
) -> Iterator[tuple[str, str]]:
    """The secret texts in a value, with their kinds.

    Those are the texts of what is marked as secret, and what the finder finds in the others.
    `name` is what the value is set to; with a `kind` all of the value is secret. What is in `seen`
    is not looked at again.
    """
    seen = seen or Seen()
    pending: list[tuple[Value, str, str]] = [(value, name, kind)]
    while pending and seen.left > 0:
        seen.left -= 1
        one, called, inherited = pending.pop()
        marked = one.secret.kind if one.secret is not None else inherited
        data = one.data
        if isinstance(data, tuple):
            if seen.add(data, called, marked):
                pending.extend((element, called, marked) for element in data)
        elif isinstance(data, dict):
            if seen.add(data, called, marked):
                pending.extend(
                    (element, finder.name_within(called, key), marked)
                    for key, element in data.items()
                )
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
        secret = text[hit.start : hit.end]
        yield secret, hit.kind
        plain = decoded(secret)
        if plain:
            for inner in finder.find(plain):
                yield plain[inner.start : inner.end], inner.kind

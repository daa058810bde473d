"""Names that come out of secret values: how they are shown.

A build may take the type, the name or the label of something from a sensitive variable. Whatever
is decided by such a name is decided by the name itself; whatever is shown, also in the messages of
problems, has `<secret>` in the place of its secret letters.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.document import SECRET
from packer_systo.engine.values.value import PartialString, Secret, SecretText, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

_HIDDEN = "\0"


class Name(msgspec.Struct, frozen=True, gc=False):
    """A text that names something. `secret` says why letters of it are, where some are.

    `mask` is as long as the text, with a zero byte for each letter that must not be shown.
    """

    text: str
    mask: str
    secret: Secret | None = None

    @property
    def shown(self) -> str:
        return re.sub(f"{_HIDDEN}+", SECRET, self.mask) if _HIDDEN in self.mask else self.text

    @property
    def is_hidden(self) -> bool:
        return _HIDDEN in self.mask

    def parts(self, separator: str) -> list[Name]:
        """The names between the separators, each with its own secret letters."""
        found: list[Name] = []
        at = 0
        for text in self.text.split(separator):
            mask = self.mask[at : at + len(text)]
            found.append(Name(text, mask, self.secret if _HIDDEN in mask else None))
            at += len(text) + len(separator)
        return found

    def value(self) -> Value:
        """The name for expressions that refer to it: as secret as the name is."""
        from packer_systo.engine.values.constructors import string

        return string(self.text, secret=self.secret)


def plain(text: str) -> Name:
    """A name that is written out."""
    return Name(text, text)


def name_of(value: Value) -> Name | None:
    """The name that a value is; None for what is no text, or not known."""
    data = value.data
    if isinstance(data, str):
        if value.secret is None:
            return plain(data)
        return Name(data, _HIDDEN * len(data), value.secret)
    if not isinstance(data, PartialString):
        return None
    text = mask = ""
    secret = value.secret
    for part in data.parts:
        if isinstance(part, SecretText):
            text += part.text
            mask += _HIDDEN * len(part.text)
            secret = secret or part.secret
        elif isinstance(part, str):
            text += part
            mask += part if value.secret is None else _HIDDEN * len(part)
        else:
            return None
    return Name(text, mask, secret)


def masked(text: str, stretches: Iterable[tuple[int, int]]) -> Name:
    """A name with the stretches of it, as offsets, that are secrets of another place."""
    mask = text
    for start, end in stretches:
        mask = f"{mask[:start]}{_HIDDEN * (end - start)}{mask[end:]}"
    return Name(text, mask)


class ShownNames:
    """Keeps names apart that would be shown alike: the second `<secret>` is `<secret>-2`."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, name: Name) -> str:
        if not name.is_hidden:
            return name.text
        shown = self._shown.get(name.text)
        if shown is None:
            first = name.shown
            shown = next(
                one
                for number in count(1)
                if (one := first if number == 1 else f"{first}-{number}") not in self._taken
            )
            self._shown[name.text] = shown
            self._taken.add(shown)
        return shown

    def put(self, text: str, shown: str) -> None:
        """Show a name so that is put together of others."""
        if shown != text:
            self._shown[text] = shown

    def known(self, text: str) -> str:
        """How a text is shown that may be a name seen before."""
        return self._shown.get(text, text)

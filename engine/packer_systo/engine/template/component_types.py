"""Misspelt types of components: `source "qemuu"`.

Packer knows a type only if a plugin that is installed brings it, and nobody here knows all plugins.
So a type that the attribute table lacks is a mistake only where it is all but a known one, or a
known one of another kind, and no required plugin can bring it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.template.attributes import attribute_table
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.suggestions import MOST_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.attributes import ComponentKind
    from packer_systo.engine.template.document import RequiredPlugin

KINDS: tuple[ComponentKind, ...] = ("source", "provisioner", "post-processor", "data")
_WORDS = {"data": "data source"}
_LEGACY_WORDS = {"source": "builder"}
_LONGEST = 60
_SHORTEST_WITH_A_SLIP = 4
_SHORTEST_WITH_TWO_SLIPS = 10


class ComponentTypes:
    """Checks the types of a template's components against what is known of plugins.

    `complete` is false when a file that may name plugins could not be read.
    """

    def __init__(
        self,
        plugins: Iterable[RequiredPlugin],
        problems: list[Problem],
        *,
        complete: bool = True,
        legacy: bool = False,
    ) -> None:
        self._words = _LEGACY_WORDS if legacy else _WORDS
        self._plugins = tuple(plugins)
        self._problems = problems
        self._complete = complete
        self._messages: dict[tuple[ComponentKind, str], str] = {}

    def check(self, kind: ComponentKind, type: str, span: Span) -> None:
        """Adds a problem for a type that is misspelt; `span` is where it is written."""
        if not self._complete or attribute_table().component(kind, type) is not None:
            return
        key = kind, type
        if key not in self._messages:
            if len(self._problems) > MOST_PROBLEMS:
                return
            self._messages[key] = self._mistake(kind, type)
        if message := self._messages[key]:
            self._problems.append(Problem("unknown-component", message, span))

    def is_described(self, type: str) -> bool:
        """False where a required plugin that the table does not describe brings this type."""
        return not any(
            _brings(plugin, type) and not _is_described(plugin) for plugin in self._plugins
        )

    def _mistake(self, kind: ComponentKind, type: str) -> str:
        if not self.is_described(type) or len(type) > _LONGEST:
            return ""
        word = self._words.get(kind, kind)
        for other in KINDS:
            if other != kind and attribute_table().component(other, type) is not None:
                return (
                    f'There is no {word} "{type}": "{type}" is a {self._words.get(other, other)}.'
                )
        near = nearest_type(type, attribute_table().types(kind))
        return f'There is no {word} "{type}". Did you mean "{near}"?' if near else ""


def nearest_type(type: str, known: Iterable[str]) -> str:
    """The known type that this one is all but equal to, or an empty string.

    Letters of another case, `_` for `-` and a `-` too many or too few do not count. Else one letter
    may be wrong, missing, too much or swapped with its neighbour, in long words two; words such as
    `iso`, `ovf` and `vm` differ by that much and mean other things, so in these only two letters may be
    swapped, or one stand twice.
    """
    plain = _plain(type)
    best: tuple[int, str] | None = None
    for one in sorted(known):
        if _plain(one) == plain:
            return one
        slips = _slips(type.lower().replace("_", "-"), one)
        if slips is not None and (best is None or slips < best[0]):
            best = slips, one
    return best[1] if best is not None else ""


def _plain(type: str) -> str:
    return type.lower().replace("_", "").replace("-", "").replace(" ", "")


def _slips(type: str, known: str) -> int | None:
    """How many slips lead from one to the other, word by word; None for too many."""
    words, known_words = type.split("-"), known.split("-")
    if len(words) != len(known_words):
        return None
    total = 0
    for word, other in zip(words, known_words, strict=True):
        if word == other:
            continue
        allowed = 0
        if len(other) >= _SHORTEST_WITH_A_SLIP:
            allowed = 2 if len(other) >= _SHORTEST_WITH_TWO_SLIPS else 1
        elif sorted(word) == sorted(other):
            allowed = 1  # `sio`: the same letters
        elif any(word == other[:at] + other[at - 1 :] for at in range(1, len(other) + 1)):
            allowed = 1  # `ebss`: a letter twice
        slips = distance(word, other, allowed)
        if slips > allowed:
            return None
        total += slips
    return total


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too much or swapped with a neighbour; above `most` any
    larger number.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, before = before, row
        row = [at]
        for column, wanted in enumerate(other, 1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != wanted))
            swapped = (
                at > 1 and column > 1 and letter == other[column - 2] and one[at - 2] == wanted
            )
            row.append(min(cost, above[column - 2] + 1) if swapped else cost)
    return row[-1]


def _brings(plugin: RequiredPlugin, type: str) -> bool:
    """Whether a plugin's components may be called so: by its local name, alone or before a `-`."""
    return type == plugin.name or type.startswith(f"{plugin.name}-")


def _is_described(plugin: RequiredPlugin) -> bool:
    """Whether the table holds the plugin of this source: a fork may know more than it."""
    parts = (plugin.source or "").removeprefix("https://").lower().split("/")
    if len(parts) != 3 or parts[0] != "github.com":
        return False
    _, owner, name = parts
    repository = f"{owner}/packer-plugin-{name}"
    return any(repository == one.repository for one in attribute_table().plugins.values()) or (
        (owner, name) in _MOVED
    )


_MOVED = frozenset({("vmware", "vsphere")})
"""Where plugins that the table describes live now."""

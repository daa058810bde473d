"""What of a document cannot be known, in a form that answers quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.patterns import EVERY
from packer_systo.engine.template.scopes import IN_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from packer_systo.engine.judgment.conditions import Read
    from packer_systo.engine.judgment.patterns import Pattern
    from packer_systo.engine.template.document import UnknownEntry
    from packer_systo.engine.template.sourcemap import Path


class _Node:
    """A step of the paths of unknowns; below each node there is at least one entry."""

    __slots__ = ("below", "entry")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.entry: UnknownEntry | None = None

    def first(self) -> UnknownEntry:
        """The first entry at or below the node."""
        node = self
        while node.entry is None:
            node = next(iter(node.below.values()))
        return node.entry

    def within(self, levels: int) -> UnknownEntry | None:
        """The first entry at the node or at most so many levels below; below 0, at any level."""
        if levels < 0:
            return self.first()
        if self.entry is not None or levels == 0:
            return self.entry
        for child in self.below.values():
            if (entry := child.within(levels - 1)) is not None:
                return entry
        return None


class Unknowns:
    """The entries of `unknowns`, as a tree of their paths."""

    def __init__(self, entries: Iterable[UnknownEntry]) -> None:
        self._root = _Node()
        for entry in entries:
            node = self._root
            for part in entry.path:
                node = node.below.setdefault(str(part), _Node())
            if node.entry is None or (entry.whole and not node.entry.whole):
                node.entry = entry
        self._nodes: dict[Path, _Node | None] = {}
        self.are_there = bool(self._root.below)

    def within(self, path: Path) -> bool:
        """Whether anything at or inside of a place cannot be known."""
        return self.are_there and self._node(path) is not None

    def _node(self, path: Path) -> _Node | None:
        """The node of exactly this path, or None when nothing below it is unknown."""
        if path in self._nodes:
            return self._nodes[path]
        node: _Node | None = self._root if self.are_there else None
        for part in path:
            node = node.below.get(str(part)) if node is not None else None
        self._nodes[path] = node
        return node

    def touching(self, path: Path, pattern: Pattern = (), inside: int = -1) -> UnknownEntry | None:
        """The first entry at, above or inside of a place that `path` + `pattern` leads to.

        `inside`: how many levels below the place count; all when it is below 0.

        Entries above `path` itself do not count: it is there, so they are about others beside it
        (`hiding`). Visits each node of the tree once at most.
        """
        under = self._node(path)
        if under is None:
            return None
        nodes = [under]
        for part in pattern:
            below: list[_Node] = []
            for node in nodes:
                if node.entry is not None:
                    return node.entry
                if part == EVERY:
                    below.extend(node.below.values())
                elif (child := node.below.get(part)) is not None:
                    below.append(child)
            if not below:
                return None
            nodes = below
        for node in nodes:
            if inside == 0 and node.entry is not None and not node.entry.whole:
                continue  # it is there, and more is not asked
            if (entry := node.within(inside)) is not None:
                return entry
        return None

    def hiding(self, pattern: Pattern) -> list[UnknownEntry]:
        """Entries above what the pattern matches: there may be more of it than the document shows.

        That is an unknown `for_each` of a `dynamic` block, or a list with an unknown element.
        """
        found: list[UnknownEntry] = []
        nodes = [self._root]
        for part in pattern:
            below: list[_Node] = []
            for node in nodes:
                if part == EVERY:
                    below.extend(node.below.values())
                elif (child := node.below.get(part)) is not None:
                    below.append(child)
                if node.entry is not None:
                    found.append(node.entry)
            nodes = below
        return found


def describe(entry: UnknownEntry) -> str:
    """Why something is undecided, for a person."""
    what = entry.expression or "a value"
    if entry.reason == IN_ERROR:
        return f"{what} is in error"
    return f"{what} cannot be known: {entry.reason}"


def first_unknown(unknowns: Unknowns, subject: Path, reads: Sequence[Read]) -> UnknownEntry | None:
    """The first unknown among what is read."""
    if not unknowns.are_there:
        return None
    for read in reads:
        entry = unknowns.touching(() if read.absolute else subject, read.pattern, read.inside)
        if entry is not None:
            return entry
    return None

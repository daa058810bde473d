"""The outline of a body: its attributes, blocks and object items with their places.

Two readers of one text that make the same outline agree on what the text sets.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, cast

import msgspec

from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Node,
    ObjectItem,
    ObjectKey,
    Template,
)

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Body


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One attribute, block or object item (`kind`).

    `name` is an attribute's name, or a block's type and labels as written; an item has none, since its key may
    be any expression. `parent` is where the entry around it starts, -1 at the root.
    """

    start: int
    end: int
    kind: str
    name: str
    name_end: int
    parent: int

    @property
    def described(self) -> str:
        """For a sentence, such as `the attribute "region"`."""
        return f'the {self.kind} "{self.name}"' if self.name else f"an {self.kind} of an object"

    def same_in(self, other: Outline) -> bool:
        """Whether the other outline has this entry: the same kind, name and surroundings."""
        there = other.at(self.start)
        return there is not None and (there.kind, there.name, there.parent) == (
            self.kind,
            self.name,
            self.parent,
        )


class Outline:
    """The entries of a text in the order of their places; no two start at the same one."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: (entry.start, -entry.end))
        self._starts = [entry.start for entry in self.entries]
        self._by_start: dict[int, Entry] = {}
        for entry in self.entries:
            self._by_start.setdefault(entry.start, entry)

    def at(self, start: int) -> Entry | None:
        """The entry that starts exactly there."""
        return self._by_start.get(start)

    def around(self, offset: int) -> Entry | None:
        """The innermost entry that the offset is in."""
        index = bisect_right(self._starts, offset) - 1
        entry = self.entries[index] if index >= 0 else None
        while entry is not None and entry.end <= offset:
            entry = self._by_start.get(entry.parent)
        return entry


def outline(text: str, body: Body) -> Outline:
    """The outline of a body that was parsed from `text`, without what stands in heredocs."""
    entries: list[Entry] = []
    pending: list[tuple[Node, int]] = [(item, -1) for item in body.items]
    while pending:
        node, parent = pending.pop()
        entry = _entry(text, node, parent)
        if entry is not None:
            entries.append(entry)
            parent = entry.start
        elif isinstance(node, Template) and node.heredoc:
            continue
        for name in node.__struct_fields__:
            value: object = getattr(node, name)
            if isinstance(value, Node):
                pending.append((value, parent))
            elif isinstance(value, tuple):
                children = cast("tuple[object, ...]", value)
                pending.extend((child, parent) for child in children if isinstance(child, Node))
    return Outline(entries)


def _entry(text: str, node: Node, parent: int) -> Entry | None:
    match node:
        case Attribute():
            return Entry(node.start, node.end, "attribute", node.name, node.name_end, parent)
        case Block():
            labels = [text[label.start : label.end].strip('"') for label in node.labels]
            name = " ".join([node.type, *labels])
            return Entry(node.start, node.end, "block", name, node.header_end, parent)
        case ObjectItem():
            key_end = (
                node.key.end if isinstance(node.key, (ObjectKey, Template)) else node.start + 1
            )
            return Entry(node.start, node.end, "item", "", key_end, parent)
        case _:
            return None

"""Changes of a JSON file that keep its layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.fixes.change import Change
from packer_systo.engine.fixes.items import WrittenList
from packer_systo.engine.fixes.layout import indent_at, indent_unit, newline_of, starts_its_line
from packer_systo.engine.syntax.json.nodes import JsonArray, JsonObject

if TYPE_CHECKING:
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.json.nodes import JsonNode, JsonString
    from packer_systo.engine.template.document import JSON


class JsonFile:
    """One file, parsed. Each method gives the change, or None where it cannot be made safely."""

    def __init__(self, source: SourceText) -> None:
        from packer_systo.engine.syntax.json.reader import read

        self._text = source.text
        self._newline = newline_of(source)
        self._unit = indent_unit(source.text)
        self._objects: list[JsonObject] = []
        self._members: dict[int, tuple[JsonObject, int]] = {}
        self._places: dict[int, tuple[JsonArray, int]] = {}
        parsed = read(source.text)
        self.is_valid = not parsed.diagnostics
        self._root = parsed.root if isinstance(parsed.root, JsonObject) else None
        if parsed.root is not None:
            self._collect(parsed.root)

    def object_at(self, start: int, end: int) -> JsonObject | None:
        """The object that a header stands for: itself, the value of its key, or around it."""
        member = self._members.get(start)
        if member is not None:
            value = member[0].items[member[1]][1]
            if isinstance(value, JsonObject):
                return value
        around = [one for one in self._objects if one.start <= start and end <= one.end]
        return max(around, key=lambda one: one.start, default=None)

    def replace(self, start: int, end: int, value: JSON) -> Change:
        return Change(start, end, self._encoded(value, indent_at(self._text, start)))

    def set_in_object(self, found: JsonObject, name: str, value: JSON) -> Change | None:
        """Give a key of an object a value: the one that is there, or a new one at its end."""
        there = found.get(name)
        if there is not None:
            return self.replace(there.start, there.end, value)
        key = msgspec.json.encode(name).decode()
        if not found.items:
            return Change(found.start, found.end, f"{{ {key}: {self._encoded(value, '')} }}")
        first, last = found.items[-1][0], found.items[-1][1]
        indent = indent_at(self._text, first.start)
        colon = self._text[first.end : last.start]
        member = f"{key}{colon}{self._encoded(value, indent)}"
        gap = f"{self._newline}{indent}" if starts_its_line(self._text, first.start) else " "
        return Change(last.end, last.end, f",{gap}{member}")

    def add_to_list(self, name: str, item: JSON) -> tuple[Change, ...]:
        """An item more in the list that a key of the whole document holds."""
        if self._root is None:
            return ()
        there = self._root.get(name)
        if there is None:
            change = self.set_in_object(self._root, name, [item])
            return () if change is None else (change,)
        if not isinstance(there, JsonArray):
            return ()
        return self.insert(there, len(there.items), item)

    def declare_sensitive(self, name: str) -> tuple[Change, ...]:
        """A variable of a legacy template that has to be given a value, and is hidden."""
        if self._root is None:
            return ()
        there = self._root.get("variables")
        if there is None:
            declared = self.set_in_object(self._root, "variables", {name: None})
        elif isinstance(there, JsonObject):
            declared = self.set_in_object(there, name, None)
        else:
            return ()
        hidden = self.add_to_list("sensitive-variables", name)
        if declared is None or not hidden:
            return ()
        if declared.start == hidden[0].start:  # both are new members of the document
            return (Change(declared.start, declared.end, declared.text + hidden[0].text),)
        return (declared, *hidden)

    def root_object(self, name: str) -> JsonObject | None:
        """The object that a key of the whole document holds."""
        there = self._root.get(name) if self._root is not None else None
        return there if isinstance(there, JsonObject) else None

    def list_around(self, item: JsonObject) -> tuple[JsonArray, int] | None:
        """The list that an object is an item of, and which one it is."""
        return self._places.get(item.start)

    def insert(self, found: JsonArray, index: int, item: JSON) -> tuple[Change, ...]:
        """An item more in a list, before the one at `index`."""
        last = found.items[-1].start if found.items else found.start
        value = self._encoded(item, indent_at(self._text, last))
        return self._written(found).insert(index, value)

    def remove_item(self, found: JsonArray, index: int) -> tuple[Change, ...]:
        return self._written(found).remove(index)

    def remove(self, start: int) -> Change | None:
        """Take out the member whose key starts there, with one comma."""
        found = self._members.get(start)
        if found is None:
            return None
        parent, index = found
        key, value = parent.items[index]
        if len(parent.items) == 1:
            return Change(parent.start + 1, parent.end - 1, "")
        if index:  # with the comma before it, up to its own end
            return Change(parent.items[index - 1][1].end, value.end, "")
        return Change(key.start, parent.items[1][0].start, "")

    def remove_named(self, found: JsonObject, name: str) -> Change | None:
        """Take out the member of an object that has the name."""
        key = next((key for key, _ in found.items if key.value == name), None)
        return self.remove(key.start) if key is not None else None

    def _written(self, found: JsonArray) -> WrittenList:
        spans = [(one.start, one.end) for one in found.items]
        return WrittenList(self._text, self._newline, found.start, found.end, spans)

    def _encoded(self, value: JSON, indent: str) -> str:
        content = msgspec.json.encode(value)
        if isinstance(value, dict | list) and value:
            lines = msgspec.json.format(content, indent=1).decode().split("\n")
            inner = [len(line) - len(line.lstrip(" ")) for line in lines]
            written = [self._unit * n + line[n:] for n, line in zip(inner, lines, strict=True)]
            return f"{self._newline}{indent}".join(written)
        return content.decode()

    def _collect(self, root: JsonNode) -> None:
        pending: list[JsonNode] = [root]
        while pending:
            here = pending.pop()
            if isinstance(here, JsonObject):
                self._objects.append(here)
                for index, (key, value) in enumerate(here.items):
                    self._add_member(key, here, index)
                    pending.append(value)
            elif isinstance(here, JsonArray):
                self._places.update({one.start: (here, i) for i, one in enumerate(here.items)})
                pending.extend(here.items)

    def _add_member(self, key: JsonString, parent: JsonObject, index: int) -> None:
        self._members[key.start] = (parent, index)

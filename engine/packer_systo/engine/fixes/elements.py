"""Elements of a document's lists, put in or taken out: commands, steps of a build, plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import EngineError
from packer_systo.engine.fixes.hcl_values import hcl_block, hcl_value
from packer_systo.engine.fixes.layout import indent_at
from packer_systo.engine.syntax.json.nodes import JsonArray
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from packer_systo.engine.fixes.change import Change
    from packer_systo.engine.fixes.files import EditableFiles
    from packer_systo.engine.judgment.outcome import InsertStep
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path

Changes = tuple["SourceText", tuple["Change", ...]]
"""A file and what is changed in it."""


class Step(msgspec.Struct, frozen=True):
    """A provisioner or a post-processor, as a fix writes it."""

    type: str
    config: dict[str, JSON] = {}


class Plugin(msgspec.Struct, frozen=True):
    """An entry of `required_plugins`, as a fix writes it."""

    name: str
    source: str
    version: str


class Elements:
    """Changes of one template's lists. Each method gives None where it cannot be done."""

    def __init__(self, loaded: LoadedTemplate, files: EditableFiles) -> None:
        self._loaded = loaded
        self._map = loaded.source_map
        self._files = files

    def insert(self, step: InsertStep) -> Changes | None:
        try:
            match step.path:
                case ("builds", int(build), "provisioners", int(place)):
                    return self._provisioner(build, place, msgspec.convert(step.value, Step))
                case ("builds", int(build), "post_processors", int()):
                    chain = msgspec.convert(step.value, list[Step])
                    return self._post_processor(build, chain[0]) if len(chain) == 1 else None
                case ("packer", "required_plugins", int()):
                    return self._plugin(msgspec.convert(step.value, Plugin))
                case (*above, str(name), int(place)):
                    return self._item((*above,), name, place, step.value)
                case _:
                    return None
        except msgspec.ValidationError as error:
            raise EngineError(f"a fix inserts what is no element of its list: {error}") from None

    def remove(self, path: Path) -> Changes | None:
        """An item of a list that is written out in a block; never the only one."""
        match path:
            case (*above, str(name), int(place)):
                pass
            case _:
                return None
        header = self._map.header((*above,))
        if header is None or self._size((*above, name)) < 2:
            return None
        if header.source.path.endswith(".json"):
            json = self._files.json(header.source)
            holder = json.object_at(header.start, header.end)
            found = holder.get(name) if holder is not None else None
            if not isinstance(found, JsonArray) or len(found.items) != self._size((*above, name)):
                return None
            return header.source, json.remove_item(found, place)
        hcl = self._files.hcl(header.source)
        block = hcl.block_at(header.start)
        written = hcl.list_of(block, name) if block is not None else None
        if written is None or len(written.items) != self._size((*above, name)):
            return None
        return header.source, written.remove(place)

    def _item(self, above: Path, name: str, place: int, value: JSON) -> Changes | None:
        header = self._map.header(above)
        size = self._size((*above, name))
        if header is None or not 0 <= place <= size:
            return None
        if header.source.path.endswith(".json"):
            json = self._files.json(header.source)
            holder = json.object_at(header.start, header.end)
            found = holder.get(name) if holder is not None else None
            if not isinstance(found, JsonArray) or len(found.items) != size:
                return None
            return header.source, json.insert(found, place, value)
        hcl = self._files.hcl(header.source)
        block = hcl.block_at(header.start)
        written = hcl.list_of(block, name) if block is not None else None
        if written is None or len(written.items) != size:
            return None
        return header.source, written.insert(place, hcl_value(value))

    def _provisioner(self, build: int, place: int, step: Step) -> Changes | None:
        steps: Path = ("builds", build, "provisioners")
        after = self._map.header((*steps, place))
        beside = after or (self._map.header((*steps, place - 1)) if place else None)
        if beside is None:
            return self._last_step(build, "provisioner", "provisioners", step)
        source = beside.source
        if source.path.endswith(".json"):
            if self._loaded.document.format != "json":
                return None
            json = self._files.json(source)
            neighbour = json.object_at(beside.start, beside.end)
            around = json.list_around(neighbour) if neighbour is not None else None
            if around is None:
                return None
            index = around[1] if after is not None else around[1] + 1
            return source, json.insert(around[0], index, {"type": step.type, **step.config})
        hcl = self._files.hcl(source)
        block = hcl.block_at(beside.start)
        if block is None or block.type != "provisioner":
            return None
        lines = _lines("provisioner", step, indent_at(source.text, block.start))
        change = (
            hcl.lines_before(block, lines) if after is not None else hcl.lines_after(block, lines)
        )
        return source, _one(change)

    def _post_processor(self, build: int, step: Step) -> Changes | None:
        return self._last_step(build, "post-processor", "post-processors", step)

    def _last_step(self, build: int, kind: str, key: str, step: Step) -> Changes | None:
        """A step at the end of a build; a legacy template is one build."""
        if self._loaded.document.format == "json":
            source = self._loaded.texts.get(self._loaded.document.files[0].path)
            if source is None:
                return None
            item: JSON = {"type": step.type, **step.config}
            return source, self._files.json(source).add_to_list(key, item)
        header = self._map.header(("builds", build))
        if header is None or header.source.path.endswith(".json"):
            return None
        hcl = self._files.hcl(header.source)
        block = hcl.block_at(header.start)
        if block is None:
            return None
        inside = block.body.items[0].start if block.body.items else None
        indent = indent_at(header.source.text, block.start if inside is None else inside)
        lines = _lines(kind, step, f"{indent}  " if inside is None else indent)
        return header.source, _one(hcl.add_lines(block, lines))

    def _plugin(self, plugin: Plugin) -> Changes | None:
        """A required plugin, with the blocks around it where they are missing."""
        if self._loaded.document.format == "json":
            return None
        value: JSON = {"source": plugin.source, "version": plugin.version}
        header = self._map.header(("packer",))
        if header is None:
            return self._packer_block(plugin.name, value)
        if header.source.path.endswith(".json"):
            return None
        hcl = self._files.hcl(header.source)
        block = hcl.block_at(header.start)
        if block is None:
            return None
        required = block.body.blocks("required_plugins")
        indent = indent_at(header.source.text, block.start)
        if not required:
            return header.source, _one(hcl.add_lines(block, _required(plugin.name, value, indent)))
        inner = indent_at(header.source.text, required[0].start) + "  "
        return header.source, hcl.set_in_block(required[0], plugin.name, hcl_value(value, inner))

    def _packer_block(self, name: str, value: JSON) -> Changes | None:
        templates = [one for one in self._loaded.document.files if one.role == "template"]
        source = self._loaded.texts.get(templates[0].path) if templates else None
        if source is None or source.path.endswith(".json"):
            return None
        lines = ["packer {", *_required(name, value, ""), "}"]
        return source, _one(self._files.hcl(source).first_lines(lines))

    def _size(self, path: Path) -> int:
        """How many items the document has there, unknown ones left out; -1: it is no list."""
        builds = self._loaded.document.builds
        match path:
            case ("builds", int(build), "provisioners", int(place), "config", str(name)):
                found = builds[build].provisioners[place].config.get(name)
            case ("builds", int(build), "sources", int(place), "config", str(name)):
                found = builds[build].sources[place].config.get(name)
            case _:
                return -1
        return len(found) if isinstance(found, list) else -1


def _required(name: str, value: JSON, indent: str) -> list[str]:
    return hcl_block("required_plugins", {name: value}, f"{indent}  ")


def _lines(kind: str, step: Step, indent: str) -> list[str]:
    return hcl_block(f'{kind} "{step.type}"', step.config, indent)


def _one(change: Change | None) -> tuple[Change, ...]:
    return () if change is None else (change,)

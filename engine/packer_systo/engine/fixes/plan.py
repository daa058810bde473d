"""From a rule's fix, in terms of the document, to edits of the files.

A fix is offered only where every step of it can be made: a literal replaced, an attribute added or
taken out. Where a value comes from elsewhere by a mere reference, that place is edited, if nothing
else uses it. What is made of several parts is for a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.models import Edit, Fix
from packer_systo.engine.fixes.elements import Elements
from packer_systo.engine.fixes.expressions import WrittenExpressions
from packer_systo.engine.fixes.files import EditableFiles
from packer_systo.engine.fixes.hcl_edits import is_literal_text
from packer_systo.engine.fixes.hcl_values import hcl_value
from packer_systo.engine.fixes.moved import MovedValues
from packer_systo.engine.template.document import SECRET, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.fixes.change import Change
    from packer_systo.engine.fixes.elements import Changes
    from packer_systo.engine.judgment.outcome import FixRequest, InsertStep, MoveStep, SetStep
    from packer_systo.engine.source.text import SourceText, Span
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.values.value import Origin

_REFERENCE = re.compile(r"(var|local)\.([A-Za-z_][\w-]*)")
_OF_PLUGIN = re.compile(r"\{\{-?\s*\.\w+\s*-?\}\}")
SENSITIVE_VARIABLES = "sensitive-variables"
_OWN_ROLES = frozenset({"template", "auto-var-file"})


class FixPlanner:
    """Plans the fixes of one template; a file is parsed when a fix first needs it."""

    def __init__(self, loaded: LoadedTemplate) -> None:
        self._loaded = loaded
        self._own = {one.path for one in loaded.document.files if one.role in _OWN_ROLES}
        self._is_legacy = loaded.document.format == "json"
        self._used_once: dict[str, bool] = {}
        self._files = EditableFiles(loaded.bodies)
        self._elements = Elements(loaded, self._files)
        self._moved = MovedValues(loaded, self._files)
        self._expressions = WrittenExpressions(loaded, self._files)

    def plan(self, request: FixRequest) -> Fix | None:
        """The edits that do what the rule asks for, or None where a machine should not."""
        wanted: FixRequest | None = request
        while wanted is not None:
            fix = self._planned(wanted)
            if fix is not None:
                return fix
            wanted = wanted.otherwise
        return None

    def _planned(self, request: FixRequest) -> Fix | None:
        edits: list[Edit] = []
        for made in self._steps(request):
            if not made:
                return None
            edits += made
        if not edits or not all(map(self._is_readable, edits)):
            return None
        return Fix(request.description, request.safe, tuple(edits))

    def _steps(self, request: FixRequest) -> Iterator[list[Edit]]:
        """The edits of each step; none where it cannot be made."""
        yield from map(self._set, request.set)
        yield from map(self._insert, request.insert)
        yield from map(self._remove, request.remove)
        yield from (_changed(self._expressions.rewrite(step)) for step in request.rewrite)
        yield from map(self._move, request.move)

    def _is_readable(self, edit: Edit) -> bool:
        """Nobody edits a file that is not understood as a whole."""
        return self._files.is_valid(edit.file)

    def _set(self, step: SetStep) -> list[Edit]:
        if _holds_marker(step.value) or _holds_marker(step.expression):
            return []  # made from a value that the rule could not see
        match step.path:
            case ("variables", int(index), "sensitive") if self._is_legacy:
                return self._mark_sensitive(index) if step.value is True else []
            case ("builds" | "sources", *_):
                pass
            case _ if self._is_legacy:
                return []  # what these are in the document is written elsewhere, in other words
            case _:
                pass
        origin = self._loaded.source_map.origin(step.path)
        if origin is not None and origin.span is not None:
            span = self._literal(origin)
            return self._replace(span, step) if span is not None else []
        header = self._loaded.source_map.header(step.path)
        if header is not None:
            return self._replace_named(header, step)
        return self._add(step)

    def _insert(self, step: InsertStep) -> list[Edit]:
        return [] if _holds_marker(step.value) else _changed(self._elements.insert(step))

    def _move(self, step: MoveStep) -> list[Edit]:
        origin = self._loaded.source_map.origin(step.path)
        span = self._literal(origin) if origin is not None else None
        return _changed(self._moved.move(step, span)) if span is not None else []

    def _mark_sensitive(self, variable: int) -> list[Edit]:
        """In a legacy template the names of sensitive variables are a list of their own."""
        source = self._loaded.texts.get(self._loaded.document.files[0].path)
        if source is None:
            return []
        name = self._loaded.document.variables[variable].name
        return _edit(source, *self._files.json(source).add_to_list(SENSITIVE_VARIABLES, name))

    def _without_default(self, variable: int) -> list[Edit]:
        """In a legacy template null says that whoever builds has to give the value."""
        source = self._loaded.texts.get(self._loaded.document.files[0].path)
        if source is None:
            return []
        json = self._files.json(source)
        variables = json.root_object("variables")
        name = self._loaded.document.variables[variable].name
        there = variables.get(name) if variables is not None else None
        return _edit(source, json.replace(there.start, there.end, None)) if there else []

    def _replace(self, span: Span, step: SetStep) -> list[Edit]:
        source = span.source
        if source.path.endswith(".json"):
            if isinstance(step.value, msgspec.UnsetType):
                return []
            return _edit(source, self._files.json(source).replace(span.start, span.end, step.value))
        text = _hcl_text(step, self._indent(span))
        return _edit(source, self._files.hcl(source).replace(span.start, span.end, text))

    def _replace_named(self, header: Span, step: SetStep) -> list[Edit]:
        """An attribute without a known value, such as `null`: its expression, if it is a literal."""
        source = header.source
        if source.path.endswith(".json"):
            return []
        file = self._files.hcl(source)
        attribute = file.attribute_at(header.start)
        if attribute is None:
            return []
        expression = source.text[attribute.expression.start : attribute.expression.end]
        if expression != "null":
            return []
        span = msgspec.structs.replace(
            header, start=attribute.expression.start, end=attribute.expression.end
        )
        return self._replace(span, step)

    def _add(self, step: SetStep) -> list[Edit]:
        """An attribute that is absent, in the block or object where it belongs."""
        parent, name = step.path[:-1], step.path[-1]
        if not isinstance(name, str):
            return []
        source_map = self._loaded.source_map
        origin = source_map.origin(parent)
        if origin is not None and origin.span is not None:
            return self._add_to_object(origin, name, step)
        header = source_map.header(parent)
        if header is not None:
            return self._add_to_block(header, name, step)
        above = source_map.header(parent[:-1]) if parent else None
        if above is not None and isinstance(parent[-1], str):
            return self._add_nested(above, parent, name, step)
        return []

    def _add_to_object(self, origin: Origin, name: str, step: SetStep) -> list[Edit]:
        span = self._literal(origin)
        if span is None:
            return []
        if span.source.path.endswith(".json"):
            file = self._files.json(span.source)
            found = file.object_at(span.start, span.end)
            if found is None or isinstance(step.value, msgspec.UnsetType):
                return []
            return _edit(span.source, file.set_in_object(found, name, step.value))
        change = self._files.hcl(span.source).set_in_object(span.start, name, _hcl_text(step, ""))
        return _edit(span.source, change)

    def _add_to_block(self, header: Span, name: str, step: SetStep) -> list[Edit]:
        source = header.source
        if source.path.endswith(".json"):
            file = self._files.json(source)
            found = file.object_at(header.start, header.end)
            if found is None or isinstance(step.value, msgspec.UnsetType):
                return []
            return _edit(source, file.set_in_object(found, name, step.value))
        hcl = self._files.hcl(source)
        block = hcl.block_at(header.start)
        if block is None:
            return []
        text = _hcl_text(step, self._indent(header) + "  ")
        return _edit(source, *hcl.set_in_block(block, name, text))

    def _add_nested(self, above: Span, parent: Path, name: str, step: SetStep) -> list[Edit]:
        """A nested block, or an object, that is not there yet."""
        kind = str(parent[-1])
        if not isinstance(step.value, msgspec.UnsetType) and (
            above.source.path.endswith(".json") or not self._is_block(parent)
        ):
            whole = msgspec.structs.replace(step, path=parent, value={name: step.value})
            return self._add_to_block(above, kind, whole)
        if above.source.path.endswith(".json"):
            return []
        file = self._files.hcl(above.source)
        block = file.block_at(above.start)
        if block is None or any(one.type == kind for one in block.body.blocks()):
            return []
        text = _hcl_text(step, self._indent(above) + "    ")
        return _edit(above.source, file.add_block(block, kind, name, text))

    def _remove(self, path: Path) -> list[Edit]:
        match path:
            case ("variables", int(index), "default") if self._is_legacy:
                return self._without_default(index)
            case _:
                pass
        header = self._loaded.source_map.header(path)
        if header is None:
            return self._remove_named(path) or _changed(self._elements.remove(path))
        source = header.source
        if source.path.endswith(".json"):
            return _edit(source, self._files.json(source).remove(header.start))
        file = self._files.hcl(source)
        thing = file.attribute_at(header.start) or file.block_at(header.start)
        return _edit(source, file.remove(thing.start, thing.end)) if thing is not None else []

    def _remove_named(self, path: Path) -> list[Edit]:
        """What only its name leads to: an attribute of a block, such as a variable's default, or an
        item of an object that is written out.
        """
        above = self._loaded.source_map.header(path[:-1])
        name = path[-1]
        if above is None or not isinstance(name, str):
            return []
        source = above.source
        if source.path.endswith(".json"):
            json = self._files.json(source)
            holder = json.object_at(above.start, above.end)
            return _edit(source, json.remove_named(holder, name) if holder is not None else None)
        hcl = self._files.hcl(source)
        block = hcl.block_at(above.start)
        if block is not None:
            there = block.body.attributes().get(name)
            return _edit(source, hcl.remove(there.start, there.end)) if there is not None else []
        attribute = hcl.attribute_at(above.start)
        return _edit(source, hcl.remove_item(attribute, name) if attribute is not None else None)

    def _literal(self, origin: Origin) -> Span | None:
        """Where the value is written: here, or at the end of a chain of mere references."""
        here = origin
        while here.parents:
            span = here.span
            if span is None or len(here.parents) != 1:
                return None
            reference = _REFERENCE.fullmatch(span.source.text, span.start, span.end)
            if reference is None or not self._is_used_once(reference.group()):
                return None
            here = here.parents[0]
        if here.span is None or here.span.source.path not in self._own:
            return None
        text = here.span.source.text[here.span.start : here.span.end]
        if here.span.source.path.endswith(".json"):
            return here.span if "${" not in text and _stays_as_written(text) else None
        # A heredoc ends with its line.
        return here.span if is_literal_text(f"{text}\n") else None

    def _is_used_once(self, reference: str) -> bool:
        once = self._used_once.get(reference)
        if once is None:
            pattern = re.compile(rf"(?<![\w.-]){re.escape(reference)}(?![\w-])")
            uses = sum(
                len(pattern.findall(source.text))
                for path, source in self._loaded.texts.items()
                if path in self._own
            )
            once = self._used_once[reference] = uses == 1
        return once

    def _is_block(self, parent: Path) -> bool:
        """Whether the attribute table knows the thing at `parent` as a nested block."""
        match parent:
            case ("builds", int(build), "sources", int(source), "config", str(name)):
                type = self._loaded.document.builds[build].sources[source].type
            case ("sources", int(source), "config", str(name)):
                type = self._loaded.document.sources[source].type
            case _:
                return False
        from packer_systo.engine.template.attributes import attribute_table

        component = attribute_table().component("source", type)
        known = component.attributes.get(name) if component is not None else None
        return known is not None and bool(known.block)

    def _indent(self, span: Span) -> str:
        from packer_systo.engine.fixes.layout import indent_at

        return indent_at(span.source.text, span.start)


def _stays_as_written(text: str) -> bool:
    """Whether a document has all of the text: what Packer fills in is another text there, what a plugin
    fills in (`{{ .Vars }}`) is as it is written.
    """
    return "{{" not in _OF_PLUGIN.sub("", text)


def _hcl_text(step: SetStep, indent: str) -> str:
    if isinstance(step.value, msgspec.UnsetType):
        return step.expression or "null"
    return hcl_value(step.value, indent)


def _changed(found: Changes | None) -> list[Edit]:
    return _edit(found[0], *found[1]) if found is not None else []


def _edit(source: SourceText, *changes: Change | None) -> list[Edit]:
    """The changes as edits; none where one of them cannot be made."""
    edits: list[Edit] = []
    for change in changes:
        if change is None:
            return []
        start, end = source.position(change.start), source.position(change.end)
        edits.append(Edit(source.path, start, end, change.text))
    return edits


def _holds_marker(value: JSON | msgspec.UnsetType) -> bool:
    """Whether `<secret>` or `<unknown>` is in it: the file would lose what they stand for."""
    if isinstance(value, str):
        return SECRET in value or UNKNOWN in value
    if isinstance(value, list):
        return any(map(_holds_marker, value))
    if isinstance(value, dict):
        return any(_holds_marker(item) or _holds_marker(key) for key, item in value.items())
    return False

"""HCL's JSON syntax: `.pkr.json` and `.pkrvars.json` files as HCL bodies.

The mapping is the one of github.com/hashicorp/hcl, json/spec.md: nested objects are the labels of a
block, arrays of objects are several blocks, and the key `//` is a comment in a body. A JSON name
that the schema does not know as a block is an attribute, also where it stands for a block of a
component (`"disk": [{…}]`): whoever knows the component tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block, Body, File, Label
from packer_systo.engine.syntax.hcl.parser import Parsed
from packer_systo.engine.syntax.json.hcl_expressions import ExpressionReader
from packer_systo.engine.syntax.json.hcl_schema import ROOT, VAR_FILE, BodyForm, dynamic
from packer_systo.engine.syntax.json.mistakes import Mistakes
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonObject,
    JsonString,
)
from packer_systo.engine.syntax.json.reader import read, repeated_key

if TYPE_CHECKING:
    from packer_systo.engine.syntax.diagnostic import Diagnostic
    from packer_systo.engine.syntax.json.hcl_expressions import Mode

_COMMENT = "//"


def parse(text: str, *, var_file: bool = False, byte_order_mark: bool = False) -> Parsed:
    """Read a file in HCL's JSON form, as `syntax.hcl.parser.parse` reads one in HCL.

    In a `var_file` every key sets a variable and strings stand for themselves. `byte_order_mark`
    says that the file starts with one, which Packer refuses in JSON.
    """
    found = read(text, byte_order_mark=byte_order_mark)
    if found.root is None:
        return Parsed(File(Body(0, len(text), ()), ()), found.diagnostics)
    reader = _Reader(text)
    body = reader.file(found.root, var_file=var_file)
    # A block's key may be repeated, and of attributes the reader here speaks.
    diagnostics = [
        one
        for one in found.diagnostics
        if one.code != "repeated-key" or one.start not in reader.structural
    ]
    diagnostics.extend(reader.mistakes.found)
    diagnostics.sort(key=lambda one: (one.start, one.end))
    return Parsed(File(body, ()), diagnostics)


def to_body(root: JsonNode, text: str, *, var_file: bool = False) -> tuple[Body, list[Diagnostic]]:
    """A JSON tree as a body, and what is wrong with it as HCL. `text` is what `root` is read from.

    The reader's own diagnostics of code `repeated-key` do not hold for HCL as they are: `parse`
    puts the two lists together.
    """
    reader = _Reader(text)
    return reader.file(root, var_file=var_file), reader.mistakes.found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.source = SourceText("", text)
        self.mistakes = Mistakes()
        self.expressions = ExpressionReader(text, self.mistakes)
        self.structural: set[int] = set()
        """Where the keys stand that are names of bodies or labels, not keys of a value."""

    def file(self, root: JsonNode, *, var_file: bool) -> Body:
        if not var_file and isinstance(root, (JsonObject, JsonArray)):
            body = self.body(root, ROOT, "A template")
        elif not var_file:
            self.wrong(root, "A template is an object.", '{ "source": {}, "build": {} }')
            body = Body(root.start, root.end, ())
        elif isinstance(root, JsonObject):
            body = self.body(root, VAR_FILE, "A var file")
        else:
            self.wrong(root, "A var file is an object.", '{ "name": "value" }')
            body = Body(root.start, root.end, ())
        return Body(0, len(self.text), body.items)

    # Bodies

    def body(self, node: JsonNode, form: BodyForm, what: str) -> Body:
        items: list[Attribute | Block] = []
        firsts: dict[str, JsonString] = {}
        for key, value in self.members(node, form, what):
            name = key.value
            self.structural.add(key.start)
            if name == _COMMENT:
                continue
            labels = form.blocks.get(name)
            if form is VAR_FILE and name == "variable" and _declares(value):
                labels = ("name",)
            if labels is not None:
                items.extend(self.blocks(key, value, labels, (), form))
                continue
            first = firsts.setdefault(name, key)
            if first is not key:
                self.mistakes.take(repeated_key(self.source, first, key))
            expression = self.expressions.expression(value, _mode(form, name))
            items.append(Attribute(key.start, value.end, name, key.end, expression))
        inner = 1 if isinstance(node, (JsonObject, JsonArray)) else 0
        return Body(node.start + inner, node.end - inner, tuple(items))

    def members(
        self, node: JsonNode, form: BodyForm, what: str
    ) -> list[tuple[JsonString, JsonNode]]:
        """The keys of a body: of one object, or of the objects in an array, one after the other."""
        if isinstance(node, JsonObject):
            return list(node.items)
        if isinstance(node, JsonInvalid) or (isinstance(node, JsonNull) and not form.one_object):
            return []
        example = '{ "name": "value" }'
        if form.one_object or not isinstance(node, JsonArray):
            self.wrong(node, f"{what} is an object.", example)
            return []
        found: list[tuple[JsonString, JsonNode]] = []
        for item in node.items:
            if isinstance(item, JsonObject):
                found.extend(item.items)
            else:
                self.wrong(item, f"{what} is an object, or an array of objects.", example)
        return found

    # Blocks

    def blocks(
        self,
        type: JsonString,
        node: JsonNode,
        left: tuple[str, ...],
        labels: tuple[JsonString, ...],
        form: BodyForm,
    ) -> list[Block]:
        """The blocks that a value stands for; `left` are the labels still to come."""
        if left:
            found: list[Block] = []
            for key, value in self.labels(type, node, left):
                self.structural.add(key.start)
                found.extend(self.blocks(type, value, left[1:], (*labels, key), form))
            return found
        if isinstance(node, JsonObject):
            return [self.block(type, labels, node, form, one_of_many=False)]
        if isinstance(node, JsonArray):
            return [self.block(type, labels, item, form, one_of_many=True) for item in node.items]
        if not isinstance(node, (JsonNull, JsonInvalid)):
            message = f"A {type.value} block is an object; several are an array of objects."
            self.wrong(node, message, _example(type.value, ()))
        return []

    def labels(
        self, type: JsonString, node: JsonNode, left: tuple[str, ...]
    ) -> list[tuple[JsonString, JsonNode]]:
        """The keys that are the next label, with what stands under them."""
        message = f"The {left[0]} of a {type.value} block is the key of an object here."
        example = _example(type.value, left)
        found: list[tuple[JsonString, JsonNode]] = []
        for item in node.items if isinstance(node, JsonArray) else (node,):
            if isinstance(item, JsonObject):
                found.extend(item.items)
            elif item is not node:
                self.wrong(item, message, example)
        if not found:
            self.wrong(node, message, example)
        return found

    def block(
        self,
        type: JsonString,
        labels: tuple[JsonString, ...],
        node: JsonNode,
        form: BodyForm,
        *,
        one_of_many: bool,
    ) -> Block:
        """One block. Its header is the last key that leads to it, or the brace of one of many."""
        header = labels[-1] if labels else type
        start, header_end = header.start, header.end
        if one_of_many:
            start, header_end = node.start, min(node.start + 1, node.end)
        if type.value == "dynamic" and labels:
            inner = dynamic(form, labels[0].value)
        else:
            inner = form.within(type.value)
        body = self.body(node, inner, f"A {type.value} block")
        written = tuple([Label(label.start, label.end, label.value) for label in labels])
        return Block(start, node.end, type.value, header_end, written, header_end, body)

    def wrong(self, node: JsonNode, message: str, example: str) -> None:
        if isinstance(node, JsonInvalid):
            return  # the JSON reader said what is wrong there
        # An object or array is marked by its first character, as the rest of it is not at fault.
        end = node.start + 1 if isinstance(node, (JsonObject, JsonArray)) else node.end
        self.mistakes.add(node.start, end, message, example)


def _mode(form: BodyForm, name: str) -> Mode:
    if form.all_literal or name in form.literal:
        return "literal"
    return "expression" if name in form.expressions else "template"


def _declares(node: JsonNode) -> bool:
    """Whether `variable` in a var file is a declaration, as in a template."""
    return isinstance(node, JsonObject) and any(
        isinstance(value, (JsonObject, JsonArray)) for _, value in node.items
    )


def _example(type: str, labels: tuple[str, ...]) -> str:
    example = "{ … }"
    for label in reversed(labels):
        example = f'{{ "{label}": {example} }}'
    return f'"{type}": {example}'

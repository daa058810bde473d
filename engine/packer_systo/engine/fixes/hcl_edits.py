"""Changes of an HCL file that keep its comments and its layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.fixes.change import Change
from packer_systo.engine.fixes.hcl_values import hcl_key
from packer_systo.engine.fixes.items import WrittenList
from packer_systo.engine.fixes.layout import (
    above_comments,
    indent_at,
    line_end,
    line_start,
    newline_of,
    next_line,
    starts_its_line,
    with_newlines,
)
from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    BoolLiteral,
    NullLiteral,
    NumberLiteral,
    ObjectExpression,
    ObjectItem,
    ObjectKey,
    Template,
    TemplateText,
    TupleExpression,
)

if TYPE_CHECKING:
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Body, Expression

INDENT = "  "


class HclFile:
    """One file, parsed. Each method gives the change, or None where it cannot be made safely.

    `body` is what the text was parsed to, where somebody has done so without a diagnostic.
    """

    def __init__(self, source: SourceText, body: Body | None = None) -> None:
        self._text = source.text
        self._newline = newline_of(source)
        self._blocks: dict[int, Block] = {}
        self._attributes: dict[int, Attribute] = {}
        self._objects: dict[int, ObjectExpression] = {}
        self.is_valid = True
        if body is None:
            from packer_systo.engine.syntax.hcl.parser import parse

            parsed = parse(source.text)
            self.is_valid = not parsed.diagnostics
            body = parsed.file.body
        self._collect(body)

    def block_at(self, start: int) -> Block | None:
        """The block whose header starts there."""
        return self._blocks.get(start)

    def block_type_around(self, offset: int) -> str:
        """The type of the outermost block in which the offset is; empty outside of all."""
        around = [one for one in self._blocks.values() if one.start <= offset < one.end]
        return min(around, key=lambda one: one.start).type if around else ""

    def local_named(self, name: str) -> Expression | None:
        """What a local is given in a `locals` block of this file."""
        for block in self._blocks.values():
            if block.type == "locals":
                there = block.body.attributes().get(name)
                if there is not None:
                    return there.expression
        return None

    def attribute_at(self, start: int) -> Attribute | None:
        """The attribute whose name starts there."""
        return self._attributes.get(start)

    def replace(self, start: int, end: int, value: str) -> Change:
        """Another expression in the place of one."""
        return Change(start, end, with_newlines(value, self._newline))

    def set_in_block(self, block: Block, name: str, value: str) -> tuple[Change, ...]:
        """Give an attribute of a block a value: the one that is there, or a new one."""
        there = block.body.attributes().get(name)
        if there is None:
            return self._add_to_block(block, name, value)
        if not _is_literal(there.expression):
            return ()
        return (self.replace(there.expression.start, there.expression.end, value),)

    def add_block(self, block: Block, type: str, name: str, value: str) -> Change | None:
        """A nested block with one attribute, at the end of a block."""
        indent = indent_at(self._text, block.start)
        inner = indent + INDENT
        lines = [f"{inner}{type} {{", f"{inner}{INDENT}{name} = {value}", f"{inner}}}"]
        return self._append(block, lines, blank_before=bool(block.body.items))

    def add_lines(self, block: Block, lines: list[str]) -> Change | None:
        """Lines, such as another block, at the end of a block."""
        return self._append(block, lines, blank_before=bool(block.body.items))

    def lines_before(self, block: Block, lines: list[str]) -> Change | None:
        """Lines in front of a block, and of the comment that belongs to it."""
        if not starts_its_line(self._text, block.start):
            return None
        at = above_comments(self._text, line_start(self._text, block.start))
        return Change(at, at, "".join(f"{line}{self._newline}" for line in [*lines, ""]))

    def lines_after(self, block: Block, lines: list[str]) -> Change | None:
        """Lines behind a block that ends its line."""
        at = next_line(self._text, block.end)
        if self._text[block.end : at].strip() or not self._text[:at].endswith("\n"):
            return None
        return Change(at, at, "".join(f"{line}{self._newline}" for line in ["", *lines]))

    def first_lines(self, lines: list[str]) -> Change | None:
        """Lines in front of everything but a comment that stands by itself."""
        first = self._blocks.get(min((*self._blocks, *self._attributes), default=-1))
        return self.lines_before(first, lines) if first is not None else None

    def list_of(self, block: Block, name: str) -> WrittenList | None:
        """The list that an attribute of a block holds, if it is written out there."""
        there = block.body.attributes().get(name)
        if there is None or not isinstance(there.expression, TupleExpression):
            return None
        written = there.expression
        spans = [(one.start, one.end) for one in written.items]
        return WrittenList(self._text, self._newline, written.start, written.end, spans)

    def set_in_object(self, start: int, key: str, value: str) -> Change | None:
        """A new item of the object expression that starts there."""
        found = self._objects.get(start)
        if found is None:
            return None
        text = self._text
        item = f"{hcl_key(key)} = {value}"
        if not found.items:
            return Change(found.start, found.end, f"{{ {item} }}")
        last = found.items[-1]
        if text.find("\n", found.start, last.start) < 0:
            return Change(last.end, last.end, f", {item}")
        aligned = self._aligned(last.start, last.key.end, hcl_key(key))
        indent = indent_at(text, last.start)
        comma = "," if text[last.end : found.end].lstrip(" \t").startswith(",") else ""
        at = line_end(text, last.end)
        if at >= found.end:
            return None
        return Change(at, at, f"{self._newline}{indent}{aligned}{value}{comma}")

    def remove_item(self, attribute: Attribute, key: str) -> Change | None:
        """Take out an item of the object that an attribute holds, with its comma."""
        found = attribute.expression
        if not isinstance(found, ObjectExpression):
            return None
        items = found.items
        keys = [_written_key(item) for item in items]
        if keys.count(key) != 1:
            return None
        index = keys.index(key)
        start, end = items[index].start, items[index].end
        comma = end
        while self._text[comma : comma + 1] in (" ", "\t"):
            comma += 1
        end = comma + 1 if self._text[comma : comma + 1] == "," else end
        if starts_its_line(self._text, start):
            return self.remove(start, end)
        if index + 1 < len(items):
            return Change(start, items[index + 1].start, "")
        return Change(items[index - 1].end if index else start, end, "")

    def remove(self, start: int, end: int) -> Change:
        """Take out what stands from `start` to `end`, with its lines where it fills them."""
        text = self._text
        last = line_end(text, end)
        after = text[end:last].strip()
        if starts_its_line(text, start) and (not after or after.startswith(("#", "//"))):
            first, below = line_start(text, start), next_line(text, end)
            if self._is_open(first) and not text[below : line_end(text, below)].strip():
                below = next_line(text, below)  # one blank line of the two around it
            return Change(first, below, "")
        return Change(start, end, "")

    def _is_open(self, start: int) -> bool:
        """Whether nothing stands right above a line: a blank line, or the file's beginning."""
        return not start or not self._text[line_start(self._text, start - 1) : start].strip()

    def _add_to_block(self, block: Block, name: str, value: str) -> tuple[Change, ...]:
        attributes = [item for item in block.body.items if isinstance(item, Attribute)]
        inner = indent_at(self._text, block.start) + INDENT
        if not attributes:
            return _some(self._add_first(block, f"{inner}{name} = {value}"))
        last = attributes[-1]
        if not starts_its_line(self._text, last.start):  # `variable "a" { default = 1 }`
            if len(block.body.items) > 1:
                return ()
            return self._unfold(block, last, f"{inner}{name} = {value}")
        at = line_end(self._text, last.end)
        if at >= block.end:
            return ()
        # What goes over several lines is not aligned with what is above it.
        head, widened = (f"{name} = ", []) if "\n" in value else self._head(attributes, name)
        added = f"\n{indent_at(self._text, last.start)}{head}{value}"
        return (*widened, Change(at, at, with_newlines(added, self._newline)))

    def _add_first(self, block: Block, line: str) -> Change | None:
        """The first attribute of a block: before its nested blocks."""
        if not block.body.items:
            return self._append(block, [line], blank_before=False)
        first = block.body.items[0]
        if not starts_its_line(self._text, first.start):
            return None
        at = line_start(self._text, first.start)
        return Change(at, at, with_newlines(f"{line}\n\n", self._newline))

    def _head(self, attributes: list[Attribute], name: str) -> tuple[str, list[Change]]:
        """`name = ` aligned with the attributes right above, as `packer fmt` does; where the name
        is longer than theirs, their signs are moved too.
        """
        group: list[tuple[Attribute, int]] = []
        below = -1
        for attribute in reversed(attributes):
            start = line_start(self._text, attribute.start)
            equals = self._text.find("=", attribute.name_end)
            lines = self._text.count("\n", attribute.start, attribute.end)
            adjacent = below < 0 or next_line(self._text, attribute.end) == below
            alone = starts_its_line(self._text, attribute.start)
            if lines or not adjacent or not alone or equals < 0:
                break
            group.append((attribute, equals))
            below = start
        widths = {equals - attribute.start for attribute, equals in group}
        if len(widths) != 1:
            return f"{name} = ", []
        width = max(*widths, len(name) + 1)
        moved = [
            Change(one.name_end, equals, " " * (width - (one.name_end - one.start)))
            for one, equals in group
            if equals - one.start != width
        ]
        return f"{name:{width}}= ", moved

    def _append(self, block: Block, lines: list[str], *, blank_before: bool) -> Change | None:
        """Lines before a block's closing brace."""
        closing = block.end - 1
        if self._text[closing : block.end] != "}":
            return None
        if not starts_its_line(self._text, closing):
            return self._rewrite(block, lines) if not block.body.items else None
        at = line_start(self._text, closing)
        added = ["", *lines] if blank_before else lines
        return Change(at, at, "".join(f"{line}{self._newline}" for line in added))

    def _rewrite(self, block: Block, lines: list[str]) -> Change | None:
        """The inside of a block that is written on one line."""
        opening = self._text.find("{", block.header_end, block.end)
        inside = self._text[opening + 1 : block.end - 1]
        if opening < 0 or "#" in inside.replace(" ", "")[:1] or "/*" in inside:
            return None
        indent = indent_at(self._text, block.start)
        body = "".join(f"{line}\n" for line in lines)
        changed = f"{{\n{body}{indent}}}"
        return Change(opening, block.end, with_newlines(changed, self._newline))

    def _unfold(self, block: Block, only: Attribute, line: str) -> tuple[Change, ...]:
        """Lines of their own for the one attribute of a block on one line, and for another one.

        What the attribute holds may be a secret: it stays where it is, and is in no change.
        """
        opening = self._text.find("{", block.header_end, block.end)
        if opening < 0 or not self._is_bare(opening + 1, only.start):
            return ()
        if not self._is_bare(only.end, block.end - 1):
            return ()
        indent = indent_at(self._text, block.start)
        before = with_newlines(f"\n{indent}{INDENT}", self._newline)
        after = with_newlines(f"\n{line}\n{indent}", self._newline)
        return (
            Change(opening + 1, only.start, before),
            Change(only.end, block.end - 1, after),
        )

    def _is_bare(self, start: int, end: int) -> bool:
        return not self._text[start:end].strip()

    def _aligned(self, start: int, name_end: int, name: str) -> str:
        """`name = ` with the sign below the neighbour's, where the name is short enough."""
        equals = self._text.find("=", name_end)
        width = equals - start
        gap = self._text[name_end:equals] if equals >= 0 else ""
        if equals < 0 or gap.strip() or len(name) + 1 > width:
            return f"{name} = "
        return f"{name:{width}}= "

    def _collect(self, body: Body) -> None:
        pending: list[Attribute | Block] = list(body.items)
        while pending:
            item = pending.pop()
            if isinstance(item, Block):
                self._blocks[item.start] = item
                pending.extend(item.body.items)
            else:
                self._attributes[item.start] = item
                self._collect_objects(item.expression)

    def _collect_objects(self, expression: Expression) -> None:
        pending = [expression]
        while pending:
            here = pending.pop()
            if isinstance(here, ObjectExpression):
                if all(isinstance(item.key, ObjectKey | Template) for item in here.items):
                    self._objects[here.start] = here
                pending.extend(item.value for item in here.items)


def _written_key(item: ObjectItem) -> str | None:
    """The key as text, where it is written out."""
    key = item.key
    if isinstance(key, ObjectKey):
        return key.name
    if isinstance(key, Template) and len(key.parts) == 1:
        (part,) = key.parts
        return part.value if isinstance(part, TemplateText) else None
    return None


def _some(change: Change | None) -> tuple[Change, ...]:
    return (change,) if change is not None else ()


def is_literal_text(text: str) -> bool:
    """Whether the text of an expression is a value as such, or a list or object of anything."""
    from packer_systo.engine.syntax.hcl.parser import parse_expression

    expression, diagnostics = parse_expression(text)
    if diagnostics:
        return False
    return isinstance(expression, ObjectExpression | TupleExpression) or _is_literal(expression)


def _is_literal(expression: Expression) -> bool:
    """Whether replacing it loses nothing but the value: no reference, no call."""
    if isinstance(expression, Template):
        return all(isinstance(part, TemplateText) for part in expression.parts)
    return isinstance(expression, BoolLiteral | NumberLiteral | NullLiteral)

"""Bodies with their `dynamic` blocks expanded, as HashiCorp's ext/dynblock does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Scope
from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block, Body, TupleExpression, Variable
from packer_systo.engine.template.cost import STEPS_A_BLOCK, affordable
from packer_systo.engine.template.files import TemplateFile
from packer_systo.engine.template.hidden_names import Name, name_of, plain
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.references import iterator_name
from packer_systo.engine.template.schema_checks import BodySchema, check_body
from packer_systo.engine.values.constructors import number, object_value, string
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.marks import reasons_of, with_secret
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from packer_systo.engine.evaluation.scope import Root

_DYNAMIC = BodySchema(
    what="a dynamic block",
    required=("for_each",),
    optional=("iterator", "labels"),
    blocks={"content": ()},
)


class Part(msgspec.Struct, frozen=True):
    """A body with the file that it stands in and the names that its expressions see.

    `iterators` are the names of the `dynamic` blocks around it; they hide all others.
    """

    body: Body
    around: Scope
    file: TemplateFile
    iterators: dict[str, Value] = {}

    @property
    def scope(self) -> Scope:
        return self.around.within(self.iterators) if self.iterators else self.around

    def with_names(self, names: Mapping[str, Root]) -> Part:
        """The same body, in which some names stand for something else."""
        return Part(self.body, self.around.within(names), self.file, self.iterators)


class PlacedAttribute(msgspec.Struct, frozen=True):
    """An attribute with what it is evaluated in."""

    attribute: Attribute
    scope: Scope
    file: TemplateFile

    @property
    def name_span(self) -> Span:
        return Span(self.file.source, self.attribute.start, self.attribute.name_end)

    def evaluate(self) -> Value:
        return evaluate(self.attribute.expression, self.scope)


class PlacedBlock(msgspec.Struct, frozen=True):
    """A block, written or made by a `dynamic` block; `header` is where it is written."""

    type: str
    labels: tuple[str, ...]
    header: Span
    part: Part
    block: Block
    names: tuple[Name, ...] = ()
    """What the labels of one that a `dynamic` block made are; `labels` shows no secret of them."""

    def label(self, index: int) -> Name:
        return self.names[index] if self.names else plain(self.labels[index])

    def label_span(self, index: int) -> Span:
        """Where a label is written; the header of the `dynamic` block that made it."""
        if self.block.type != self.type or index >= len(self.block.labels):
            return self.header
        label = self.block.labels[index]
        return Span(self.header.source, label.start, label.end)


class UnknownBlocks(msgspec.Struct, frozen=True):
    """Blocks of a type of which nobody knows how many there are."""

    type: str
    reasons: tuple[UnknownReason, ...]
    header: Span


class Expanded(msgspec.Struct):
    """What the bodies hold together. Of a repeated attribute the first counts."""

    attributes: dict[str, PlacedAttribute]
    blocks: list[PlacedBlock]
    unknown: list[UnknownBlocks]


def expand(parts: Iterable[Part], problems: list[Problem]) -> Expanded:
    """Several bodies as one: those of a `source` and of the `build` that adds to it."""
    attributes: dict[str, PlacedAttribute] = {}
    blocks: list[PlacedBlock] = []
    unknown: list[UnknownBlocks] = []
    for part in parts:
        own: set[str] = set()
        scope = part.scope
        for item in part.body.items:
            if isinstance(item, Attribute):
                first = attributes.setdefault(item.name, PlacedAttribute(item, scope, part.file))
                if item.name in own:
                    continue
                own.add(item.name)
                if first.attribute is not item:
                    problems.append(_set_twice(item, part, first))
            elif item.type == "dynamic" and len(item.labels) == 1:
                for one in _expand_dynamic(item, part, problems):
                    if isinstance(one, PlacedBlock):
                        blocks.append(one)
                    else:
                        unknown.append(one)
            elif item.type == "dynamic":
                span = Span(part.file.source, item.start, item.header_end)
                message = "A dynamic block has one label, the type of the blocks that it makes."
                problems.append(
                    Problem("wrong-labels", message, span, 'dynamic "provisioner" { … }')
                )
            else:
                blocks.append(
                    PlacedBlock(
                        item.type,
                        tuple([label.value for label in item.labels]),
                        Span(part.file.source, item.start, item.header_end),
                        Part(item.body, part.around, part.file, part.iterators),
                        item,
                    )
                )
    return Expanded(attributes, blocks, unknown)


def _set_twice(item: Attribute, part: Part, first: PlacedAttribute) -> Problem:
    return Problem(
        "duplicate-definition",
        f'The source sets the attribute "{item.name}" already, and a build can only add to it.',
        Span(part.file.source, item.start, item.name_end),
        related=(RelatedPlace(first.name_span, "set here"),),
    )


def _expand_dynamic(
    block: Block, part: Part, problems: list[Problem]
) -> Iterator[PlacedBlock | UnknownBlocks]:
    type = block.labels[0].value
    header = Span(part.file.source, block.start, block.header_end)
    attributes = block.body.attributes()
    contents = block.body.blocks("content")
    for_each = attributes.get("for_each")
    _check_dynamic(block, part, problems)
    if for_each is None or len(contents) != 1:
        return
    collection = evaluate(for_each.expression, part.scope)
    if isinstance(collection.data, Unknown):
        yield UnknownBlocks(type, collection.data.reasons, header)
        return
    elements = _elements(collection)
    if elements is None:
        null = collection.data is None
        got = "null" if null else type_name_with_article(collection.type)
        problems.append(
            Problem(
                "wrong-type",
                f"for_each goes over a list, a set, a map or an object; this is {got}.",
                part.file.span(for_each.expression),
            )
        )
        return
    name = iterator_name(block)
    labels = attributes.get("labels")
    content = contents[0].body
    for key, value in elements:
        if not affordable(part.around.budget, STEPS_A_BLOCK):
            problems.append(_too_many(header))
            return
        iterators = {**part.iterators, name: object_value({"key": key, "value": value})}
        inner = Part(content, part.around, part.file, iterators)
        texts = _labels(labels, inner.scope)
        if isinstance(texts, Unknown):
            yield UnknownBlocks(type, texts.reasons, header)
        elif texts is None:
            assert labels is not None
            problems.append(
                Problem(
                    "wrong-type",
                    "The labels of a dynamic block are a list of strings.",
                    part.file.span(labels.expression),
                    example='labels = ["name"]',
                )
            )
            return
        else:
            shown = tuple([one.shown for one in texts])
            yield PlacedBlock(type, shown, header, inner, block, texts)


def _too_many(header: Span) -> Problem:
    message = "The dynamic blocks of this template make more blocks than can be looked at."
    return Problem("too-many-blocks", message, header)


def _elements(collection: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values; of a set each element is its own key. None for what has no elements."""
    from packer_systo.engine.values.types import Kind

    data, secret = collection.data, collection.secret
    if isinstance(data, dict):
        return [
            (string(key, secret=secret), with_secret(value, secret)) for key, value in data.items()
        ]
    if isinstance(data, tuple):
        elements = [with_secret(value, secret) for value in data]
        if collection.type.kind is Kind.SET:
            return [(value, value) for value in elements]
        return [(number(index), value) for index, value in enumerate(elements)]
    return None


def _labels(attribute: Attribute | None, scope: Scope) -> tuple[Name, ...] | Unknown | None:
    """The labels for one element; None for what are no labels."""
    if attribute is None:
        return ()
    expression = attribute.expression
    if isinstance(expression, TupleExpression):
        values = [evaluate(item, scope) for item in expression.items]
    else:
        value = evaluate(expression, scope)
        if isinstance(value.data, Unknown):
            return value.data
        if not isinstance(value.data, tuple):
            return None
        values = [with_secret(one, value.secret) for one in value.data]
    texts: list[Name] = []
    for value in values:
        if isinstance(value.data, Unknown):
            return value.data
        try:
            converted = convert(value, STRING)
        except ConversionError:
            return None
        text = name_of(converted)
        if text is None:
            return Unknown(reasons) if (reasons := reasons_of(converted)) else None
        texts.append(text)
    return tuple(texts)


def _check_dynamic(block: Block, part: Part, problems: list[Problem]) -> None:
    header = Span(part.file.source, block.start, block.header_end)
    found = check_body(block.body, _DYNAMIC, part.file, header, problems)
    if len(found.blocks) != 1:
        message = "A dynamic block has one content block, which is what it repeats."
        problems.append(Problem("missing-attribute", message, header, "content { … }"))
    iterator = found.attributes.get("iterator")
    if iterator is not None and not isinstance(iterator.expression, Variable):
        message = "The iterator of a dynamic block is a name, written without quotes."
        span = part.file.span(iterator.expression)
        problems.append(Problem("invalid-value", message, span, "iterator = one"))

"""Which attributes and blocks a block of Packer's core may hold, and what is wrong otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.identifiers import is_name
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.suggestions import suggestion

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Body
    from packer_systo.engine.template.blocks import Expanded, PlacedBlock
    from packer_systo.engine.template.files import TemplateFile


class BodySchema(msgspec.Struct, frozen=True):
    """What a body may hold.

    `what` names the block in messages (`a variable block`). `required` and `optional` are attribute
    names; `blocks` gives the label names by block type. With `open_attributes` any attribute is
    welcome (`locals`), with `open_blocks` any block (a component's own configuration).
    """

    what: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    blocks: Mapping[str, tuple[str, ...]] = {}
    open_attributes: bool = False
    open_blocks: bool = False


ROOT = BodySchema(
    what="a template",
    blocks={
        "packer": (),
        "source": ("type", "name"),
        "variable": ("name",),
        "variables": (),
        "local": ("name",),
        "locals": (),
        "data": ("type", "name"),
        "build": (),
        "hcp_packer_registry": (),
        "communicator": ("type", "name"),
    },
)
VARIABLE = BodySchema(
    what="a variable block",
    optional=("type", "default", "description", "sensitive"),
    blocks={"validation": ()},
)
VALIDATION = BodySchema(what="a validation block", required=("condition", "error_message"))
LOCAL = BodySchema(what="a local block", required=("expression",), optional=("sensitive",))
NAMES = BodySchema(what="this block", open_attributes=True)
PACKER = BodySchema(
    what="the packer block", optional=("required_version",), blocks={"required_plugins": ()}
)
BUILD = BodySchema(
    what="a build block",
    optional=("name", "description", "sources"),
    blocks={
        "source": ("reference",),
        "provisioner": ("type",),
        "error-cleanup-provisioner": ("type",),
        "post-processor": ("type",),
        "post-processors": (),
        "hcp_packer_registry": (),
        "dynamic": ("type",),
        "from": ("type",),
    },
)
POST_PROCESSORS = BodySchema(
    what="a post-processors block", blocks={"post-processor": ("type",), "dynamic": ("type",)}
)
REGISTRY = BodySchema(
    what="an hcp_packer_registry block",
    optional=("bucket_name", "description", "labels", "bucket_labels", "build_labels", "channels"),
)


class Contents(msgspec.Struct):
    """What a body holds, as far as its schema allows it."""

    attributes: dict[str, Attribute]
    blocks: list[Block]


def check_body(
    body: Body, schema: BodySchema, file: TemplateFile, header: Span, problems: list[Problem]
) -> Contents:
    """The attributes and blocks of a body that its schema knows; the others become problems.

    Of a repeated attribute the first counts; the repetition is a mistake that the parser reports.
    """
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    known = (*schema.required, *schema.optional)
    for item in body.items:
        if isinstance(item, Attribute):
            if not schema.open_attributes and item.name not in known:
                problems.append(_unknown_attribute(item, known, schema, file, problems))
            else:
                attributes.setdefault(item.name, item)
        elif schema.open_blocks:
            blocks.append(item)
        elif item.type not in schema.blocks:
            span = Span(file.source, item.start, item.header_end)
            problems.append(_unknown_block_type(item.type, span, schema, problems))
        elif check_labels(item, schema.blocks[item.type], file, problems):
            blocks.append(item)
    problems.extend(
        Problem(
            "missing-attribute",
            f'{sentence(schema.what)} needs the attribute "{name}".',
            header,
            example=f"{name} = …",
        )
        for name in schema.required
        if name not in attributes
    )
    return Contents(attributes, blocks)


def check_expanded(
    expanded: Expanded, schema: BodySchema, problems: list[Problem]
) -> list[PlacedBlock]:
    """`check_body` for a body whose `dynamic` blocks are expanded; the blocks that are right."""
    known = (*schema.required, *schema.optional)
    for name, placed in expanded.attributes.items():
        if name not in known:
            unknown = _unknown_attribute(placed.attribute, known, schema, placed.file, problems)
            problems.append(unknown)
    found: list[PlacedBlock] = []
    for block in expanded.blocks:
        names = schema.blocks.get(block.type)
        if names is None:
            problems.append(_unknown_block_type(block.type, block.header, schema, problems))
        elif len(block.labels) != len(names):
            problems.append(_wrong_labels(block.type, names, len(block.labels), block.header))
        else:
            found.append(block)
    for one in expanded.unknown:
        if one.type not in schema.blocks:
            problems.append(_unknown_block_type(one.type, one.header, schema, problems))
    return found


def check_labels(
    block: Block, names: tuple[str, ...], file: TemplateFile, problems: list[Problem]
) -> bool:
    """Whether a block has the labels that it needs; a problem otherwise."""
    if len(block.labels) == len(names):
        return True
    span = Span(file.source, block.start, block.header_end)
    problems.append(_wrong_labels(block.type, names, len(block.labels), span))
    return False


def check_name(
    block: Block, index: int, what: str, file: TemplateFile, problems: list[Problem]
) -> None:
    """A problem where a label is no name, such as `1a` or `a b`; `what` is named by it."""
    label = block.labels[index]
    if not is_name(label.value):
        span = Span(file.source, label.start, label.end)
        message = (
            f"The {what} starts with a letter or an underscore, and holds letters, digits, "
            "underscores and dashes only."
        )
        problems.append(Problem("invalid-value", message, span))


def header_span(block: Block, file: TemplateFile) -> Span:
    """`source "qemu" "debian"`: where a finding on something absent sits."""
    return Span(file.source, block.start, block.header_end)


def duplicate(what: str, span: Span, first: Span) -> Problem:
    """A second definition of something; `what` is `The variable "x"`."""
    return Problem(
        "duplicate-definition",
        f"{what} is defined twice.",
        span,
        related=(RelatedPlace(first, "the first definition"),),
    )


def sentence(text: str) -> str:
    """With a capital letter at the start."""
    return text[:1].upper() + text[1:]


def _unknown_attribute(
    item: Attribute,
    known: tuple[str, ...],
    schema: BodySchema,
    file: TemplateFile,
    problems: list[Problem],
) -> Problem:
    span = Span(file.source, item.start, item.name_end)
    if item.name in schema.blocks:
        return Problem(
            "unknown-attribute",
            f'In {schema.what} "{item.name}" is a block, not an attribute.',
            span,
            example=f"{item.name} {{ … }}",
        )
    hint = suggestion(item.name, known, problems)
    return Problem(
        "unknown-attribute",
        f'{sentence(schema.what)} has no attribute "{item.name}".{hint}',
        span,
    )


def _wrong_labels(type: str, names: tuple[str, ...], written: int, span: Span) -> Problem:
    if not names:
        return Problem("wrong-labels", f"A {type} block has no labels.", span, f"{type} {{ … }}")
    count = "one label" if len(names) == 1 else f"{len(names)} labels"
    return Problem(
        "wrong-labels",
        f"A {type} block needs {count} ({' and '.join(names)}); here it has {written or 'none'}.",
        span,
        " ".join([type, *[f'"{name}"' for name in names], "{ … }"]),
    )


def _unknown_block_type(
    type: str, span: Span, schema: BodySchema, problems: list[Problem]
) -> Problem:
    if type in schema.required or type in schema.optional:
        return Problem(
            "unknown-block",
            f'In {schema.what} "{type}" is an attribute, not a block.',
            span,
            example=f"{type} = …",
        )
    hint = suggestion(type, schema.blocks, problems)
    return Problem("unknown-block", f'{sentence(schema.what)} has no block "{type}".{hint}', span)

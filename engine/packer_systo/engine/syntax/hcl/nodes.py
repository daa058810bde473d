"""The HCL2 syntax tree.

Every node has a span: `start` inclusive, `end` exclusive, offsets into the text that was parsed.
The grammar is HashiCorp's HCL native syntax specification (github.com/hashicorp/hcl,
hclsyntax/spec.md). Nodes are frozen; a tree has no cycles and no parent links, so it needs no
garbage collector (`gc=False`).
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False):
    start: int
    end: int


# Expressions


class NumberLiteral(Node, frozen=True, gc=False):
    """A number as written, such as `1.5e3`."""

    text: str


class BoolLiteral(Node, frozen=True, gc=False):
    value: bool


class NullLiteral(Node, frozen=True, gc=False):
    pass


class TemplateText(Node, frozen=True, gc=False):
    """Literal text within a template, escapes decoded, heredoc indentation and `~` applied."""

    value: str


class Interpolation(Node, frozen=True, gc=False):
    """`${ expression }` within a template."""

    expression: Expression


class IfDirective(Node, frozen=True, gc=False):
    """`%{ if condition }…%{ else }…%{ endif }`."""

    condition: Expression
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]


class ForDirective(Node, frozen=True, gc=False):
    """`%{ for key, value in collection }…%{ endfor }`; `key` is empty when not written."""

    key: str
    value: str
    collection: Expression
    body: tuple[TemplatePart, ...]


TemplatePart: TypeAlias = TemplateText | Interpolation | IfDirective | ForDirective


class Template(Node, frozen=True, gc=False):
    """A quoted string or a heredoc.

    `heredoc` is the empty string for a quoted string, else the introducer as written (`<<EOT`,
    `<<-EOT`). `"${x}"`, a single interpolation and nothing else, passes `x` on with its type: a
    template whose `parts` are exactly one Interpolation, in a quoted string.
    """

    parts: tuple[TemplatePart, ...]
    heredoc: str = ""


class Variable(Node, frozen=True, gc=False):
    """The root of a traversal: `var`, `local`, `each`, or a `for` name."""

    name: str


class GetAttribute(Node, frozen=True, gc=False):
    """`target.name`."""

    target: Expression
    name: str


class Index(Node, frozen=True, gc=False):
    """`target[key]`, and the legacy `target.0`."""

    target: Expression
    key: Expression


class Splat(Node, frozen=True, gc=False):
    """`target[*]` (`full`) or `target.*`; `each` is applied to every element.

    Within `each`, the element is a `SplatElement`. For `.*` only attribute steps (and legacy
    indexes) belong to `each`; for `[*]` index steps too.
    """

    target: Expression
    each: Expression
    full: bool


class SplatElement(Node, frozen=True, gc=False):
    """The element that a splat is at."""


class FunctionCall(Node, frozen=True, gc=False):
    """`name(arguments)`; `expand` when the last argument is followed by `...`."""

    name: str
    name_end: int
    arguments: tuple[Expression, ...]
    expand: bool


class TupleExpression(Node, frozen=True, gc=False):
    items: tuple[Expression, ...]


class ObjectItem(Node, frozen=True, gc=False):
    """`key = value` or `key : value`. A bare-name key is an `ObjectKey`."""

    key: Expression
    value: Expression


class ObjectKey(Node, frozen=True, gc=False):
    """A bare name as an object key: the string `name`, not a variable."""

    name: str


class ObjectExpression(Node, frozen=True, gc=False):
    items: tuple[ObjectItem, ...]


class ForExpression(Node, frozen=True, gc=False):
    """`[for key, value in collection : result if condition]`, or the object form.

    `result_key` is set in the object form only; `grouped` when its result is followed by `...`.
    """

    key: str
    value: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None
    grouped: bool


class Conditional(Node, frozen=True, gc=False):
    condition: Expression
    then: Expression
    otherwise: Expression


class Binary(Node, frozen=True, gc=False):
    operator: str
    left: Expression
    right: Expression


class Unary(Node, frozen=True, gc=False):
    operator: str
    operand: Expression


class Parenthesis(Node, frozen=True, gc=False):
    expression: Expression


class Invalid(Node, frozen=True, gc=False):
    """Where an expression could not be read; a diagnostic says why."""


Expression: TypeAlias = (
    NumberLiteral
    | BoolLiteral
    | NullLiteral
    | Template
    | Variable
    | GetAttribute
    | Index
    | Splat
    | SplatElement
    | FunctionCall
    | TupleExpression
    | ObjectExpression
    | ObjectKey
    | ForExpression
    | Conditional
    | Binary
    | Unary
    | Parenthesis
    | Invalid
)


# Structure


class Label(Node, frozen=True, gc=False):
    """A block label, `"web"` or `web`; the span includes the quotes."""

    value: str


class Attribute(Node, frozen=True, gc=False):
    """`name = expression`; `start` is where the name starts, `name_end` where it ends."""

    name: str
    name_end: int
    expression: Expression


class Block(Node, frozen=True, gc=False):
    """`type "label" { … }`. `header_end` is after the last label (or the type)."""

    type: str
    type_end: int
    labels: tuple[Label, ...]
    header_end: int
    body: Body


class Body(Node, frozen=True, gc=False):
    """Attributes and blocks in the order in which they are written.

    A repeated attribute is a diagnostic; the tree keeps both, and the first one counts.
    """

    items: tuple[Attribute | Block, ...]

    def attributes(self) -> dict[str, Attribute]:
        """By name; of a repeated name, the first."""
        found: dict[str, Attribute] = {}
        for item in self.items:
            if isinstance(item, Attribute):
                found.setdefault(item.name, item)
        return found

    def blocks(self, type: str | None = None) -> list[Block]:
        """All blocks, or those of one type, in order."""
        return [
            item
            for item in self.items
            if isinstance(item, Block) and (type is None or item.type == type)
        ]


class Comment(Node, frozen=True, gc=False):
    """A comment with its introducer, without the line break that ends it."""


class File(msgspec.Struct, frozen=True):
    """One parsed file."""

    body: Body
    comments: tuple[Comment, ...]

"""The branches of a Rego file, and its text with a mark in each of them.

regorus tells which lines it evaluated, which is not whether a body held: `deny contains x if a; b`
is one line. So each body gets a last expression, `systo.reached(7)`, that is always true and notes
that everything before it was. Marks are added without moving a line. The syntax tree is regorus'
own (`get_ast_as_json`); its spans count bytes, and that of an expression which ends in a string
leaves out the last quote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.judgment.engines.guarded import GuardedEngine

if TYPE_CHECKING:
    from collections.abc import Callable

    _Place: TypeAlias = "Callable[[Branch], str]"

MARK = "systo.reached"


class Span(msgspec.Struct, frozen=True):
    line: int
    start: int
    end: int


class _Named(msgspec.Struct):
    """A reference: `Var` has a value, the others lead to one by `refr`."""

    span: Span
    value: str | None = None
    refr: dict[str, _Named] | None = None


class _Head(msgspec.Struct):
    span: Span
    refr: dict[str, _Named]


class _Statement(msgspec.Struct):
    span: Span


class _Query(msgspec.Struct):
    span: Span
    stmts: list[_Statement]


class _Assign(msgspec.Struct):
    span: Span


class _Body(msgspec.Struct):
    span: Span
    query: _Query
    is_else: bool = False
    assign: _Assign | None = None


class _Spec(msgspec.Struct):
    span: Span
    head: dict[str, _Head]
    bodies: list[_Body]


class _Rule(msgspec.Struct, rename="pascal"):
    spec: _Spec | None = None


class _Module(msgspec.Struct):
    rules: list[_Rule]


class _File(msgspec.Struct):
    ast: _Module


class Branch(msgspec.Struct, frozen=True):
    """A body: of which rule or function, where, and where each of its expressions begins.

    `alternative` is its number among the bodies of one definition: 0, then each `else`.
    """

    name: str
    line: int
    lines: tuple[int, ...]
    alternative: int = 0


class MarkedFile(msgspec.Struct, frozen=True):
    """A file with a mark in each branch; the marks count from `first`."""

    text: str
    branches: tuple[Branch, ...]
    first: int


class RuleHead(msgspec.Struct, frozen=True):
    """A rule of a file: its name and its line."""

    name: str
    line: int


def rule_heads(text: str) -> list[RuleHead]:
    """The names of all rules and functions of a file. Raises RuntimeError for wrong Rego."""
    return [RuleHead(_name(spec), spec.span.line) for spec in _specs(text)]


def mark(text: str, first: int) -> MarkedFile:
    """Mark the branches of a file from the number `first` on.

    Raises RuntimeError, the error of regorus, where the text is no Rego.
    """
    content = text.encode()
    branches: list[Branch] = []
    insertions: list[tuple[int, str]] = []

    def place(branch: Branch) -> str:
        branches.append(branch)
        return f"{MARK}({first + len(branches) - 1})"

    for spec in _specs(text):
        name = _name(spec)
        if not spec.bodies and "Compr" not in spec.head:
            # A function or a member without a body: `f(x) := x`. Constants are no branches.
            called = place(Branch(name, spec.span.line, ()))
            insertions.append((_end(content, spec.span), f" if {{ {called} }}"))
        for number, body in enumerate(spec.bodies):
            insertions += _in_body(content, body, number, name, place)
    pieces: list[bytes] = []
    at = 0
    for offset, inserted in sorted(insertions, key=lambda one: one[0]):
        pieces += content[at:offset], inserted.encode()
        at = offset
    pieces.append(content[at:])
    return MarkedFile(b"".join(pieces).decode(), tuple(branches), first)


def _in_body(
    content: bytes, body: _Body, number: int, name: str, place: _Place
) -> list[tuple[int, str]]:
    """What to insert to mark one body."""
    statements = body.query.stmts
    lines = tuple(one.span.line for one in statements)
    held = place(Branch(name, body.span.line, lines, number))
    if not statements:  # `else := value`
        end = _end(content, body.assign.span if body.assign is not None else body.span)
        return [(end, f" if {{ {held} }}")]
    end = _end(content, statements[-1].span)
    # Braces, and not an object or a set that a single expression begins with.
    if statements[0].span.start > body.query.span.start:
        return [(end, f"; {held}")]
    return [(_start(content, body.query.span), "{ "), (end, f"; {held} }}")]


_QUOTES = (b'"', b"`")


def _end(content: bytes, span: Span) -> int:
    return span.end + 1 if content[span.end : span.end + 1] in _QUOTES else span.end


def _start(content: bytes, span: Span) -> int:
    return span.start - 1 if content[span.start - 1 : span.start] in _QUOTES else span.start


def _specs(text: str) -> list[_Spec]:
    engine = GuardedEngine()
    engine.add_policy("file.rego", text)
    (file,) = msgspec.json.decode(engine.get_ast_as_json(), type=list[_File])
    return [rule.spec for rule in file.ast.rules if rule.spec is not None]


def _name(spec: _Spec) -> str:
    (head,) = spec.head.values()
    here = head.refr
    while True:
        (named,) = here.values()
        if named.value is not None or named.refr is None:
            return named.value or ""
        here = named.refr

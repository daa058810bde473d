"""What stands within a negation and may be undefined, asked before it as OPA does.

OPA works out the arguments of a negated call before the call: `not startswith(source.config.region, "eu")`
says nothing of a source without a region. regorus 0.13 negates all of it, and it would hold there. So
it is given `systo_1 := source.config.region; not startswith(systo_1, "eu")`. What is negated by itself
or compared by `==` is undefined within the negation in both, and stays: `not source.config.region`,
`not source.config.region == "eu"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from packer_systo.engine.judgment.engines.rego_parts import (
    Span,
    is_reference,
    keys_of,
    on_one_line,
    root_of,
    statement_end,
    undefinable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.template.document import JSON


class Edit(NamedTuple):
    """What to put in the place of some bytes; of those at one place, the lower rank is first."""

    start: int
    end: int
    rank: int
    put: str


BRACE, BEFORE, INSTEAD, BEHIND = range(4)

LONGEST_LINE = 1000
"""Characters; regorus reads 1,024."""


class _With(msgspec.Struct):
    span: Span


class _Statement(msgspec.Struct):
    span: Span
    with_mods: list[_With] = []


class Negations:
    """Finds them in a file's syntax tree. `names` are those of its rules and imports."""

    def __init__(self, content: bytes, names: frozenset[str], numbers: Iterator[int]) -> None:
        self._content = content
        self._names = names
        self._numbers = numbers

    def edits(self, tree: JSON) -> list[Edit]:
        """What to change of all that is below a node of the tree."""
        if isinstance(tree, list):
            return [edit for one in tree for edit in self.edits(one)]
        if not isinstance(tree, dict):
            return []
        inner = [edit for one in tree.values() for edit in self.edits(one)]
        literal = tree.get("literal")
        if isinstance(literal, dict) and isinstance(negated := literal.get("NotExpr"), dict):
            return self._asked_before(msgspec.convert(tree, _Statement), negated["expr"], inner)
        return inner

    def _asked_before(
        self, statement: _Statement, expression: JSON, inner: list[Edit]
    ) -> list[Edit]:
        asked: list[str] = []
        modifiers = ""
        if statement.with_mods:
            start = statement.with_mods[0].span.start
            end = statement_end(self._content, statement.with_mods[-1].span.start)
            modifiers = " " + on_one_line(self._content[start:end].decode())
        for start, end in sorted(set(self._parts(expression))):
            written, inner = taken_out(self._content, start, end, inner)
            name = f"systo_{next(self._numbers)}"
            asked.append(f"{name} := {on_one_line(written)}{modifiers}")
            inner.append(Edit(start, end, INSTEAD, in_place_of(self._content[start:end], name)))
        if asked:
            at = statement.span.start
            put = "; ".join(asked)
            # A statement of its own line, where this one would get longer than regorus reads.
            put = f"\n{put}\n" if is_long(self._content, at, inner, put) else f"{put}; "
            inner.append(Edit(at, at, BEFORE, put))
        return inner

    def _parts(self, expression: JSON) -> Iterator[tuple[int, int]]:
        match expression:
            case {"Call": {"params": arguments}}:
                yield from self._undefinable(arguments)
            case {"BoolExpr": {"op": "Eq", "lhs": left, "rhs": right}} | {
                "AssignExpr": {"lhs": left, "rhs": right}
            }:
                yield from self._side(left)
                yield from self._side(right)
            case _:
                yield from self._side(expression)

    def _side(self, tree: JSON) -> Iterator[tuple[int, int]]:
        """The side of an equation, or all that is negated."""
        if is_reference(tree):
            yield from self._undefinable([root_of(tree), *keys_of(tree)])
        elif not (isinstance(tree, dict) and "Var" in tree):
            yield from self._undefinable(tree)

    def _undefinable(self, tree: JSON) -> Iterator[tuple[int, int]]:
        return undefinable(self._content, tree, self._names)


def unbound(tree: JSON) -> Iterator[int]:
    """The lines of negations with a `_` that is bound nowhere: OPA refuses them, regorus takes it for any."""
    match tree:
        case {"NotExpr": {"expr": negated, "span": {"line": int(line)}}}:
            sides: list[JSON] = [negated]
            match negated:
                case {"Call": {"params": list(arguments)}}:
                    sides = arguments
                case (
                    {"BoolExpr": {"lhs": one, "rhs": other}}
                    | {"AssignExpr": {"lhs": one, "rhs": other}}
                    | {"Membership": {"value": one, "collection": other}}
                ):
                    sides = [one, other]
                case _:
                    pass
            if any(map(_has_blank, sides)):
                yield line
        case _:
            pass
    for inner in _inside(tree):
        yield from unbound(inner)


_ASKED_BEFORE = frozenset(
    {
        *("Call", "BoolExpr", "ArithExpr", "BinExpr", "Membership"),
        *("ArrayCompr", "SetCompr", "ObjectCompr"),
    }
)
"""What OPA works out before a negation, or by itself: a `_` there is bound."""


def _has_blank(tree: JSON) -> bool:
    match tree:
        case {"RefBrack": {"index": {"Var": {"value": "_"}}}}:
            return True
        case dict() if not _ASKED_BEFORE.isdisjoint(tree):
            return False
        case _:
            return any(map(_has_blank, _inside(tree)))


def _inside(tree: JSON) -> Iterable[JSON]:
    if isinstance(tree, dict):
        return tree.values()
    return tree if isinstance(tree, list) else ()


def in_place_of(written: bytes, name: str) -> str:
    """A variable for a part of a rule; no line moves."""
    lines = written.count(b"\n")
    return f"({name}{chr(10) * lines})" if lines else name


def is_long(content: bytes, at: int, edits: list[Edit], added: str) -> bool:
    """Whether the line of a place gets too long with what is added and with the edits there."""
    start = content.rfind(b"\n", 0, at) + 1
    end = content.find(b"\n", at)
    end = len(content) if end < 0 else end
    put = sum(len(one.put) for one in edits if start <= one.start <= end)
    return end - start + put + len(added) > LONGEST_LINE


def taken_out(content: bytes, start: int, end: int, edits: list[Edit]) -> tuple[str, list[Edit]]:
    """A part of the text with its edits, and the edits of the rest."""
    within = [one for one in edits if start <= one.start and one.end <= end]
    rest = [one for one in edits if not (start <= one.start and one.end <= end)]
    return edited(content, start, end, within), rest


def edited(content: bytes, start: int, end: int, edits: list[Edit]) -> str:
    pieces: list[bytes] = []
    at = start
    for one in sorted(edits):
        pieces += content[at : one.start], one.put.encode()
        at = one.end
    return b"".join([*pieces, content[at:end]]).decode()

"""A CEL expression taken apart at its outermost operators, by their precedence in the language."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.judgment.cel.tokens import tokens_of

if TYPE_CHECKING:
    from packer_systo.engine.judgment.cel.tokens import CelToken

PartKind: TypeAlias = Literal["and", "or", "not", "choice", "comparison", "leaf"]

DEEPEST = 24

_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


class CelPart(msgspec.Struct, frozen=True):
    """A part and its parts: of `choice` condition, then, else; of `comparison` both sides."""

    kind: PartKind
    text: str
    parts: tuple[CelPart, ...] = ()


def parts(expression: str) -> CelPart:
    """The tree of an expression; what is within a call or a macro is left whole."""
    return _Parts(expression).part(0, len(expression), 0)


class _Parts:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = tokens_of(expression)

    def part(self, begin: int, end: int, depth: int) -> CelPart:
        """The part of the text from `begin` to `end`."""
        tokens = [token for token in self._tokens if begin <= token[2] < end]
        while _wrapped(tokens):
            begin, end = tokens[0][2] + 1, tokens[-1][2]
            tokens = tokens[1:-1]
        text = " ".join(self._expression[begin:end].split())
        if depth >= DEEPEST or not tokens:
            return CelPart("leaf", text)
        outside = _outside(tokens)
        split = _choice(outside) or _joined(outside, "||") or _joined(outside, "&&")
        if split is not None:
            kind, cuts = split
            bounds = [(begin, 0), *cuts, (end, 0)]
            inner = [
                self.part(start + width, after, depth + 1)
                for (start, width), (after, _) in pairwise(bounds)
            ]
            return CelPart(kind, text, tuple(inner))
        comparison = _comparison(outside)
        if comparison is not None:
            at, width = comparison
            sides = (
                CelPart("leaf", self._text(begin, at)),
                CelPart("leaf", self._text(at + width, end)),
            )
            return CelPart("comparison", text, sides)
        if tokens[0][1] == "!":
            return CelPart("not", text, (self.part(tokens[0][2] + 1, end, depth + 1),))
        return CelPart("leaf", text)

    def _text(self, begin: int, end: int) -> str:
        return " ".join(self._expression[begin:end].split())


def _wrapped(tokens: list[CelToken]) -> bool:
    """Whether one pair of parentheses is around all of it."""
    if len(tokens) < 3 or tokens[0][1] != "(":
        return False
    depth = 0
    for number, (_, text, _) in enumerate(tokens):
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth == 0:
            return number == len(tokens) - 1
    return False


def _outside(tokens: list[CelToken]) -> list[CelToken]:
    """The tokens that are in no brackets."""
    found: list[CelToken] = []
    depth = 0
    for token in tokens:
        if token[1] in _CLOSE:
            depth -= 1
        elif depth == 0 and token[1] not in _OPEN:
            found.append(token)
        if token[1] in _OPEN:
            depth += 1
    return found


def _choice(tokens: list[CelToken]) -> tuple[PartKind, list[tuple[int, int]]] | None:
    question = next((number for number, token in enumerate(tokens) if token[1] == "?"), None)
    if question is None:
        return None
    nested = 0
    for _, text, start in tokens[question + 1 :]:
        if text == "?":
            nested += 1
        elif text == ":" and nested:
            nested -= 1
        elif text == ":":
            return "choice", [(tokens[question][2], 1), (start, 1)]
    return None


def _joined(
    tokens: list[CelToken], operator: Literal["&&", "||"]
) -> tuple[PartKind, list[tuple[int, int]]] | None:
    cuts = [(start, 2) for _, text, start in tokens if text == operator]
    kind: PartKind = "and" if operator == "&&" else "or"
    return (kind, cuts) if cuts else None


def _comparison(tokens: list[CelToken]) -> tuple[int, int] | None:
    """Where the comparison's operator starts, and its length."""
    for number, (kind, text, start) in enumerate(tokens):
        following = tokens[number + 1] if number + 1 < len(tokens) else ("", "", -1)
        joined = following[1] == "=" and following[2] == start + 1
        if text in {"=", "!"} and joined:
            return start, 2
        if text in {"<", ">"}:
            return start, 2 if joined else 1
        if kind == "name" and text == "in" and number:
            return start, 2
    return None

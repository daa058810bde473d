"""The operands of a CEL condition: what stands between its outermost `&&`, `||`, `!` and `?:`.

Each is evaluated by itself, from left to right and only where those before it leave something open,
as a reader would go through the condition.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.judgment.cel.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packer_systo.engine.judgment.cel.tokens import CelToken

Junction: TypeAlias = Literal["&&", "||", "!", "?:", ""]

DEEPEST = 32
"""Levels of parentheses that are looked into; what is deeper counts as one operand."""


class Operand(msgspec.Struct, frozen=True):
    """A condition: its text, or (with a junction) the parts that it is made of."""

    text: str
    junction: Junction = ""
    parts: tuple[Operand, ...] = ()

    def leaves(self) -> Iterator[str]:
        """The operands that are not taken apart any further, in their order."""
        if not self.parts:
            yield self.text
        for part in self.parts:
            yield from part.leaves()


def operand(expression: str, depth: int = 0) -> Operand:
    """Take a condition apart."""
    text = expression.strip()
    tokens = tokens_of(text)
    if not tokens or depth > DEEPEST:
        return Operand(text)
    question = _first(tokens, "?")
    if question is not None:
        colon = _colon(tokens, question)
        if colon is None:
            return Operand(text)
        at, end = tokens[question][2], tokens[colon][2]
        pieces = (text[:at], text[at + 1 : end], text[end + 1 :])
        return Operand(text, "?:", tuple(operand(piece, depth + 1) for piece in pieces))
    for word in ("||", "&&"):
        cuts = [token[2] for token in _outside(tokens) if token[1] == word]
        if cuts:
            bounds = [-2, *cuts, len(text)]
            pieces_of = (text[start + 2 : end] for start, end in pairwise(bounds))
            parts = tuple(operand(piece, depth + 1) for piece in pieces_of)
            return Operand(text, "||" if word == "||" else "&&", parts)
    if tokens[0][1] == "!" and _encloses(tokens[1:]):
        return Operand(text, "!", (operand(text[1:], depth + 1),))
    if _encloses(tokens):
        return operand(text[1:-1], depth + 1)
    return Operand(text)


def truth(whole: Operand, evaluate: Callable[[str], bool | None]) -> bool | None:
    """Whether the condition holds; `evaluate` is asked for operands. None where it is an error."""
    match whole.junction:
        case "":
            return evaluate(whole.text)
        case "!":
            inner = truth(whole.parts[0], evaluate)
            return None if inner is None else not inner
        case "?:":
            asked = truth(whole.parts[0], evaluate)
            return None if asked is None else truth(whole.parts[1 if asked else 2], evaluate)
        case "&&" | "||":
            # An error is absorbed by what decides, on either side of it.
            decisive = whole.junction == "||"
            result: bool | None = not decisive
            for part in whole.parts:
                one = truth(part, evaluate)
                if one is decisive:
                    return decisive
                if one is None:
                    result = None
            return result


def _outside(tokens: list[CelToken]) -> Iterator[CelToken]:
    """The tokens in no bracket."""
    depth = 0
    for token in tokens:
        if token[1] in {"(", "[", "{"}:
            depth += 1
        elif token[1] in {")", "]", "}"}:
            depth -= 1
        elif depth == 0:
            yield token


def _first(tokens: list[CelToken], word: str) -> int | None:
    found = next((token for token in _outside(tokens) if token[1] == word), None)
    return tokens.index(found) if found is not None else None


def _colon(tokens: list[CelToken], question: int) -> int | None:
    """The `:` of the `?` at an index."""
    depth = open_questions = 0
    for at in range(question + 1, len(tokens)):
        text = tokens[at][1]
        if text in {"(", "[", "{"}:
            depth += 1
        elif text in {")", "]", "}"}:
            depth -= 1
        elif depth == 0 and text == "?":
            open_questions += 1
        elif depth == 0 and text == ":":
            if not open_questions:
                return at
            open_questions -= 1
    return None


def _encloses(tokens: list[CelToken]) -> bool:
    """Whether the first token opens a parenthesis that the last one closes."""
    if not tokens or tokens[0][1] != "(":
        return False
    depth = 0
    for at, token in enumerate(tokens):
        if token[1] in {"(", "[", "{"}:
            depth += 1
        elif token[1] in {")", "]", "}"}:
            depth -= 1
        if depth == 0:
            return at == len(tokens) - 1
    return False

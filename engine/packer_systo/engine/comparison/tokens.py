"""Code without its layout: two texts that differ in blanks and comments alone are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.rego_tokens import REGO_TOKEN
from packer_systo.engine.judgment.cel.tokens import tokens_of

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Rule


def rego_code(text: str) -> tuple[str, ...]:
    """The tokens of a Rego text; a line's end is one, since it ends a statement.

    The package is left out: it is the rule's address, not what it says.
    """
    pieces: list[str] = []
    for found in REGO_TOKEN.finditer(text):
        piece = found.group()
        if piece.startswith("#") or (piece.isspace() and piece != "\n"):
            continue
        if piece == "\n" and (not pieces or pieces[-1] == "\n"):
            continue
        pieces.append(piece)
    if pieces[:1] == ["package"]:
        pieces = pieces[pieces.index("\n") + 1 :] if "\n" in pieces else []
    while pieces and pieces[-1] == "\n":
        pieces.pop()
    return tuple(pieces)


def cel_code(expression: str) -> tuple[str, ...]:
    return tuple(text for _, text, _ in tokens_of(expression))


def logic(rule: Rule) -> tuple[object, ...]:
    """What decides in a rule, and nothing that only describes it."""
    judges = rule.metadata.judges
    condition = (
        judges.subject,
        cel_code(judges.when),
        tuple(sorted(judges.inputs)),
        judges.partial,
    )
    if rule.cel is None:
        return ("rego", *condition, rego_code(rule.rego))
    return ("cel", *condition, cel_code(rule.cel.assertion))

"""The component types that a `when` lets through: `self.type == "qemu"`, `self.type in […]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.coverage.cel_operands import operand
from packer_systo.engine.judgment.cel.tokens import tokens_of

if TYPE_CHECKING:
    from packer_systo.engine.authoring.coverage.cel_operands import Operand


def named_types(condition: str) -> tuple[str, ...]:
    """Each type in the order of the text; one that stands for its beginning ends in `*`.

    Empty where some subject of another type may be let through.
    """
    return _let_through(operand(condition)) or ()


def _let_through(whole: Operand) -> tuple[str, ...] | None:
    """The types, or None where the condition does not restrict them."""
    parts = [_let_through(part) for part in whole.parts]
    match whole.junction:
        case "":
            return _in_comparison(whole.text) or None
        case "&&":
            return next((part for part in parts if part is not None), None)
        case "||":
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            return tuple(dict.fromkeys(name for part in known for name in part))
        case _:
            return None


def _in_comparison(text: str) -> tuple[str, ...]:
    if text.lstrip().startswith("!"):
        return ()
    tokens = tokens_of(text)
    found: dict[str, None] = {}
    for at, (kind, word, _) in enumerate(tokens):
        if kind != "name" or word != "type" or at == 0 or tokens[at - 1][1] != ".":
            continue
        rest = tokens[at + 1 :]
        match [word for _, word, _ in rest[:4]]:
            case ["=", "=", value, *_] if rest[2][0] == "string":
                found[_unquoted(value)] = None
            case ["in", "[", *_]:
                for inner_kind, inner, _ in rest[2:]:
                    if inner == "]":
                        break
                    if inner_kind == "string":
                        found[_unquoted(inner)] = None
            case [".", "startsWith", "(", value] if rest[3][0] == "string":
                found[f"{_unquoted(value)}*"] = None
            case _:
                continue
    return tuple(found)


def _unquoted(text: str) -> str:
    return text.lstrip("rR").strip("\"'")

"""`when`: which subjects a rule judges, where some of what it reads cannot be known.

A condition `a && b` is false as soon as one part that can be known is false. What is left decides,
and if it reads an unknown, whether the rule applies is undecided. Parts are those of the outermost
`&&`; what a part reads is found in its text: `self.config.x`, `self["x"]`, `doc.packer.y`.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from packer_systo.engine.judgment.patterns import Pattern

# The lexical rules that matter here, from the CEL specification: strings (raw, bytes, triple),
# names, and everything else character by character.
_TOKEN = re.compile(
    r"""(?P<string>(?:[rRbB]|[rR][bB]|[bB][rR])?(?:\"\"\"(?s:\\.|(?!\"\"\").)*\"\"\"|'''(?s:\\.|(?!''').)*'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<operator>&&|\|\||[^\s])|(?P<space>\s+)"""
)


class Read(msgspec.Struct, frozen=True):
    """A place that an expression reads: below the subject, or below the document."""

    absolute: bool
    pattern: Pattern


class Condition(msgspec.Struct, frozen=True):
    """One part of a condition, and what it reads."""

    expression: str
    reads: tuple[Read, ...]


@lru_cache(maxsize=1024)
def parts_of(expression: str) -> tuple[Condition, ...]:
    """The parts of the outermost `&&` of a CEL expression, in order; none for an empty one."""
    if not expression.strip():
        return ()
    tokens = [
        (found.lastgroup or "", found.group(), found.start())
        for found in _TOKEN.finditer(expression)
        if found.lastgroup != "space"
    ]
    cuts: list[int] = []
    depth = 0
    for _, text, start in tokens:
        if text in {"(", "[", "{"}:
            depth += 1
        elif text in {")", "]", "}"}:
            depth -= 1
        elif depth == 0 and text == "&&":
            cuts.append(start)
        elif depth == 0 and text in {"||", "?"}:
            cuts = []
            break
    bounds = [0, *(cut for cut in cuts), len(expression)]
    parts: list[Condition] = []
    for index in range(len(bounds) - 1):
        begin = bounds[index] + (2 if index else 0)
        end = bounds[index + 1]
        inside = [token for token in tokens if begin <= token[2] < end]
        parts.append(Condition(expression[begin:end].strip(), _reads(inside)))
    return tuple(parts)


def reads_of(expression: str) -> tuple[Read, ...]:
    """Every place that an expression names."""
    return tuple(dict.fromkeys(read for part in parts_of(expression) for read in part.reads))


def _reads(tokens: list[tuple[str, str, int]]) -> tuple[Read, ...]:
    found: dict[Read, None] = {}
    at = 0
    while at < len(tokens):
        kind, text, _ = tokens[at]
        before = tokens[at - 1][1] if at else ""
        at += 1
        if kind != "name" or text not in {"self", "doc"} or before == ".":
            continue
        pattern: list[str] = []
        while at < len(tokens):
            following = [token[1] for token in tokens[at : at + 3]]
            if following[0] == "." and len(following) > 1 and tokens[at + 1][0] == "name":
                if len(following) > 2 and following[2] == "(":
                    break  # a method is called, nothing is read below
                pattern.append(following[1])
                at += 2
            elif following[0] == "[" and len(following) > 2 and following[2] == "]":
                if tokens[at + 1][0] == "string":
                    pattern.append(following[1].strip("rRbB").strip("\"'"))
                elif following[1].isdecimal():
                    pattern.append(following[1])
                else:
                    break
                at += 3
            else:
                break
        found[Read(text == "doc", tuple(pattern))] = None
    return tuple(found)

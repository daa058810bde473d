"""How the time of a CEL expression grows with the document: once, twice, or nobody knows how often.

Macros are what multiplies: `doc.a.exists(x, doc.b.exists(y, …))` goes through one list for each
element of another, and so does an expression that is evaluated for each subject and goes through the
document. A macro within another one is harmless where it goes through what the element holds:
`doc.builds.exists(b, b.sources.exists(s, …))` looks at each source once. What else is looked at for
each element or subject counts as gone through, since a text may be as long as a document:
`doc.builds.exists(b, doc.scripts[0].text.contains(b.name))`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packer_systo.engine.judgment.cel.bounds import MACROS
from packer_systo.engine.judgment.cel.tokens import (
    CLOSING,
    OPENING,
    opening_of,
    text_at,
    tokens_of,
)
from packer_systo.engine.judgment.conditions import parts_of
from packer_systo.engine.judgment.engines.known import LINEAR, UNKNOWN
from packer_systo.engine.judgment.patterns import EVERY, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.judgment.cel.tokens import CelToken

_MACROS = MACROS - {"map"}
"""Those whose result is no larger than what they go through."""

_HARMLESS = _MACROS | {
    "contains", "dyn", "endsWith", "has", "indexOf", "int", "lowerAscii", "matches", "size", "split",
    "startsWith", "string", "substring", "trim", "type", "upperAscii",
}  # fmt: skip
"""Functions whose result is no larger than what they are given. Not `join` or `map`."""

_SHORT = frozenset({"format"})
"""Texts of a document of which no template decides how long they are."""

_COMPARING = frozenset({("=", "="), ("!", "=")})


class _Bound(NamedTuple):
    """A name that a macro binds, at which depth of parentheses it ends, whether it multiplies, and
    whether it goes through what the document has no part in.
    """

    name: str
    depth: int
    multiplies: bool
    constant: bool


def growth_of_rule(rule: Rule) -> int:
    """The highest of its expressions."""
    each = EVERY in parse_pattern(rule.metadata.judges.subject)
    found = [
        growth(part.expression, each=each and (key != "when" or part.about_subject))
        for key, expression in rule.expressions()
        for part in parts_of(expression)
    ]
    return max(found, default=LINEAR)


def growth(expression: str, *, each: bool) -> int:
    """The power of the document's size by which the time grows that an expression takes.

    With `each` it is evaluated for each subject. An upper bound: LINEAR, QUADRATIC or more; UNKNOWN
    where a function may make values larger.
    """
    tokens = tokens_of(expression)
    bound: list[_Bound] = []
    depth = 0
    highest = LINEAR
    for at, (kind, text, _) in enumerate(tokens):
        if text in OPENING:
            depth += 1
        elif text in CLOSING:
            depth -= 1
            while bound and bound[-1].depth > depth:
                bound.pop()
        elif text == "+" and bound:
            return UNKNOWN
        elif kind == "name" and text_at(tokens, at + 1) == "(":
            if text in _MACROS and text_at(tokens, at - 1) == ".":
                root = _root(tokens, at - 1)
                constant = root in {"[", "data"}
                multiplies = not constant and not _is_once(root, bound, each=each)
                bound.append(_Bound(text_at(tokens, at + 2), depth + 1, multiplies, constant))
            elif text not in _HARMLESS and not _shortens(tokens, at):
                return UNKNOWN
            highest = max(highest, _growth_within(bound))
        elif kind == "name" and text_at(tokens, at - 1) != "." and text in {"self", "doc"}:
            often = any(not one.constant for one in bound) or (text == "doc" and each)
            short = _is_short(tokens, at) or _is_compared(tokens, at, bound)
            highest = max(highest, _growth_within(bound) + (often and not short))
    return highest


def _growth_within(bound: Sequence[_Bound]) -> int:
    return LINEAR + sum(one.multiplies for one in bound)


def _is_once(root: str, bound: Sequence[_Bound], *, each: bool) -> bool:
    """Whether a macro goes through each part of the document once at most, for all subjects."""
    around = [one for one in bound if not one.constant]
    if around:
        return root == around[-1].name
    return root == "self" or (root == "doc" and not each)


def _is_short(tokens: Sequence[CelToken], at: int) -> bool:
    """`doc.format`, `size(doc.builds)`, and what a macro goes through, which is counted there."""
    if text_at(tokens, at + 1) != ".":
        return False
    if text_at(tokens, at - 2) == "size" and text_at(tokens, at + 3) == ")":
        return text_at(tokens, at) == "doc"
    if text_at(tokens, at) == "doc" and text_at(tokens, at + 2) in _SHORT:
        return True
    end = _end(tokens, at)
    return text_at(tokens, end) == "." and text_at(tokens, end + 1) in _MACROS


def _is_compared(tokens: Sequence[CelToken], at: int, bound: Sequence[_Bound]) -> bool:
    """Whether it is equal to a part of an element: the shorter one says how long that takes."""
    names = {one.name for one in bound}
    end = _end(tokens, at)
    after = (text_at(tokens, end), text_at(tokens, end + 1)) in _COMPARING
    if after and text_at(tokens, end + 2) in names:
        return True
    before = (text_at(tokens, at - 2), text_at(tokens, at - 1)) in _COMPARING
    return before and _root(tokens, at - 2) in names


def _end(tokens: Sequence[CelToken], at: int) -> int:
    """Where the path `name.name` ends that starts at `at`: what follows, or the dot of a method."""
    end = at + 1
    while text_at(tokens, end) == "." and text_at(tokens, end + 2) != "(":
        end += 2
    return end


def _shortens(tokens: Sequence[CelToken], at: int) -> bool:
    """`replace("…", "…")` by a text that is no longer."""
    if tokens[at][1] != "replace" or text_at(tokens, at + 5) != ")":
        return False
    old, comma, new = tokens[at + 2 : at + 5]
    return old[0] == new[0] == "string" and comma[1] == "," and len(new[1]) <= len(old[1]) > 2


def _root(tokens: Sequence[CelToken], dot: int) -> str:
    """The name that `….macro(` starts from, or the bracket of a list that is written out before it;
    empty for another value. `dot` is before the macro.
    """
    at = dot - 1
    while at >= 0:
        while text_at(tokens, at) in CLOSING:
            opening = opening_of(tokens, at)
            before = tokens[opening - 1] if opening else ("", "", 0)
            if before[0] not in {"name", "string"} and before[1] not in CLOSING:
                return tokens[opening][1] if at == dot - 1 else ""
            at = opening - 1
        if text_at(tokens, at - 1) != ".":
            return tokens[at][1]
        at -= 2
    return ""

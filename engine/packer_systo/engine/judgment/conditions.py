"""`when`: which subjects a rule judges, where some of what it reads cannot be known.

A condition `a && b` is false as soon as one part that can be known is false. What is left decides,
and if it reads an unknown, whether the rule applies is undecided. Parts are those of the outermost
`&&`; what a part reads is found in its text: `self.config.x`, `self["x"]`, `doc.packer.y`, and
within `self.sources.exists(s, s.type == "qemu")` the type of each source, not all that it holds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from packer_systo.engine.judgment.patterns import EVERY, Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.judgment.cel.tokens import CelToken

ALL = -1
"""`Read.inside`: everything below counts."""

_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_ELSEWHERE = frozenset({"doc", "data", "now"})
_ASKED_BY: Final = {"has": 0, "type": 0, "size": 1}


class Read(msgspec.Struct, frozen=True):
    """A place that an expression reads: below the subject, or below the document.

    `inside` says how many levels below it are read too: 0 for `has()` and `type()`, which ask only
    whether it is there and of which kind; 1 for `size()` and for a list that is gone through, of
    which elements may be missing.
    """

    absolute: bool
    pattern: Pattern
    inside: int = ALL


class Condition(msgspec.Struct, frozen=True):
    """One part of a condition, and what it reads.

    `about_subject` is false for one that is the same for every subject: it does not say `self`.
    `plain` is true where what the subject has at `reads`, and nothing else, decides.
    """

    expression: str
    reads: tuple[Read, ...]
    about_subject: bool = True
    plain: bool = False


MOST_REMEMBERED = 4096

_remembered: dict[str, tuple[Condition, ...]] = {}


def remember(conditions: Mapping[str, tuple[Condition, ...]]) -> None:
    """Take over what loaded bundles bring along: the parts of a text are the same for whoever asks,
    and a start that need not take it apart is shorter.
    """
    if len(_remembered) + len(conditions) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered.update(conditions)


@lru_cache(maxsize=1024)
def parts_of(expression: str) -> tuple[Condition, ...]:
    """The parts of the outermost `&&` of a CEL expression, in order; none for an empty one."""
    if not expression.strip():
        return ()
    known = _remembered.get(expression)
    if known is not None:
        return known
    # Only here: a bundle that has an index brings its conditions along.
    from packer_systo.engine.judgment.cel.tokens import tokens_of

    tokens = tokens_of(expression)
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
        about_subject = any(kind == "name" and text == "self" for kind, text, _ in inside)
        reads = _reads(inside)
        plain = about_subject and _is_plain(inside, reads)
        parts.append(Condition(expression[begin:end].strip(), reads, about_subject, plain))
    return tuple(parts)


def reads_of(expression: str) -> tuple[Read, ...]:
    """Every place that an expression names."""
    return tuple(dict.fromkeys(read for part in parts_of(expression) for read in part.reads))


class _Scan:
    """Goes through the tokens of a part once and notes what they read."""

    def __init__(self, tokens: list[CelToken]) -> None:
        self._tokens = tokens
        # Names that stand for a place, and at which depth of parentheses each ends.
        self._names: dict[str, list[tuple[Read, int]]] = {
            "self": [(Read(False, ()), 0)],
            "doc": [(Read(True, ()), 0)],
        }
        self.found: dict[Read, None] = {}

    def run(self) -> tuple[Read, ...]:
        depth = 0
        at = 0
        while at < len(self._tokens):
            kind, text, _ = self._tokens[at]
            if text in {"(", "[", "{"}:
                depth += 1
            elif text in {")", "]", "}"}:
                depth -= 1
                for bound in self._names.values():
                    while bound and bound[-1][1] > depth:
                        bound.pop()
            named = kind == "name" and self._text(at - 1) != "."
            places = self._names.get(text) if named else None
            if places:
                at, depth = self._place(at, depth, places[-1][0])
            else:
                at += 1
        return tuple(self.found)

    def _place(self, start: int, depth: int, root: Read) -> tuple[int, int]:
        """Read the path that starts here; gives where to go on, and the depth there."""
        pattern = [*root.pattern]
        at = start + 1
        while True:
            following = (self._text(at), self._text(at + 1), self._text(at + 2))
            if following[0] == "." and self._kind(at + 1) == "name":
                if following[2] == "(":
                    return self._method(at + 1, depth, Read(root.absolute, tuple(pattern)))
                pattern.append(following[1])
                at += 2
            elif following[0] == "[" and following[2] == "]" and self._kind(at + 1) == "string":
                pattern.append(following[1].strip("rRbB").strip("\"'"))
                at += 3
            elif following[0] == "[" and following[2] == "]" and following[1].isdecimal():
                pattern.append(following[1])
                at += 3
            else:
                break
        asks = self._text(start - 2) if self._text(start - 1) == "(" else ""
        inside = _ASKED_BY.get(asks, ALL) if self._text(at) == ")" else ALL
        self.found[Read(root.absolute, tuple(pattern), inside)] = None
        return at, depth

    def _method(self, name: int, depth: int, read: Read) -> tuple[int, int]:
        """`place.method(`: a macro binds its first argument to each element."""
        if self._text(name) not in _MACROS or self._kind(name + 2) != "name":
            inside = 1 if self._text(name) == "size" else ALL
            self.found[Read(read.absolute, read.pattern, inside)] = None
            return name + 1, depth
        self.found[Read(read.absolute, read.pattern, 1)] = None
        element = Read(read.absolute, (*read.pattern, EVERY))
        self._names.setdefault(self._text(name + 2), []).append((element, depth + 1))
        return name + 3, depth + 1

    def _text(self, at: int) -> str:
        return self._tokens[at][1] if 0 <= at < len(self._tokens) else ""

    def _kind(self, at: int) -> str:
        return self._tokens[at][0] if 0 <= at < len(self._tokens) else ""


def _reads(tokens: list[CelToken]) -> tuple[Read, ...]:
    return _Scan(tokens).run()


def _is_plain(tokens: list[CelToken], reads: tuple[Read, ...]) -> bool:
    """Whether `reads` are all that the tokens look at, each a place of its own below the subject.

    Indexes may be written in many ways, and macros bind names: such conditions are not plain.
    """
    for at, (kind, text, _) in enumerate(tokens):
        before, what = (tokens[at - 1][1], tokens[at - 1][0]) if at else ("", "")
        if kind == "name" and (text in _MACROS or (text in _ELSEWHERE and before != ".")):
            return False
        if text == "[" and before != "in" and (what in {"name", "string"} or before in {")", "]"}):
            return False
    return all(read.pattern and not read.absolute and read.inside != 1 for read in reads)

"""What mistakes of syntax hide, and unreadable files: so that one mistake is told once.

A `}` that is missing makes one block of half a file. What is read there after the mistake is not
what its author meant, and what would have been declared there is not missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.syntax.hcl.nodes import Attribute
from packer_systo.engine.template.schema_checks import BUILD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.problem import Problem

_AT_HEADERS = frozenset({"missing-attribute", "wrong-labels"})
"""Problems that sit at a block's header, and may be about what follows."""

_AT_ROOT = frozenset({"unknown-attribute", "unknown-block"})

_DECLARATION = (
    r'\b(variable|local|source|data)[ \t]+"?([\w-]+)"?(?:[ \t]+"?([\w-]+)"?)?'
    r"|^[ \t]*([\w-]+)[ \t]*=(?!=)"
)


class Unread(msgspec.Struct, frozen=True):
    """Names that a template may declare where it could not be read; of files that are `lost`, any.

    Sources and data sources are `type.name`. What stands left of an `=` may be a local or, in a
    `variables` block, a variable.
    """

    lost: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    locals: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()


class Damage:
    """The damaged places of a template's files."""

    def __init__(self, files: Iterable[TemplateFile]) -> None:
        self._files: dict[str, _File] = {}
        self._lost: list[str] = []
        for file in files:
            if file.lost:
                self._lost.append(file.source.path)
            elif file.mistakes:
                self._files[file.source.path] = _File(file)

    def unread(self) -> Unread:
        """What may be declared there."""
        found: dict[str, set[str]] = {"variable": set(), "local": set(), "source": set()}
        found["data"] = set()
        for file in self._files.values():
            file.declarations(found)
        return Unread(
            tuple(self._lost),
            frozenset(found["variable"]),
            frozenset(found["local"]),
            frozenset(found["source"]),
            frozenset(found["data"]),
        )

    def explains(self, problem: Problem) -> bool:
        """Whether a problem that the syntax has not only follows from what is wrong with that."""
        if problem.span is None or problem.span.source.path not in self._files:
            return False
        return self._files[problem.span.source.path].explains(problem.code, problem.span.start)


class _File:
    """`_regions` are the damaged root blocks: where each starts, where what is wrong in it starts (a
    mistake is often seen later in its line), and where it ends.
    """

    def __init__(self, file: TemplateFile) -> None:
        text = self._text = file.source.text
        mistakes = sorted(text.rfind("\n", 0, at) + 1 for at in file.mistakes)
        # What a } too much, or too early, brings to the root: told where the next } is too much.
        self._misplaced = {
            item.start
            for item in file.body.items
            if isinstance(item, Attribute) or item.type in BUILD.blocks or item.start > mistakes[0]
        }
        self._names = [item.name for item in file.body.items if isinstance(item, Attribute)]
        self._regions: list[tuple[int, int, int]] = []
        for item in file.body.items:
            line = text.rfind("\n", 0, item.start) + 1
            at = bisect_left(mistakes, line)
            if at < len(mistakes) and mistakes[at] <= item.end:
                self._regions.append((item.start, mistakes[at], item.end))
        self._starts = [start for start, _, _ in self._regions]

    def explains(self, code: str, start: int) -> bool:
        if code in _AT_ROOT and start in self._misplaced:
            return True
        at = bisect_left(self._starts, start + 1) - 1
        if at < 0:
            return False
        _, wrong, end = self._regions[at]
        return start <= end and (start >= wrong or code in _AT_HEADERS)

    def declarations(self, found: dict[str, set[str]]) -> None:
        found["variable"].update(self._names)
        found["local"].update(self._names)
        pattern = re.compile(_DECLARATION, re.MULTILINE)
        for start, _, end in self._regions:
            for match in pattern.finditer(self._text, start, end):
                kind, first, second, name = match.groups()
                if name:
                    found["variable"].add(name)
                    found["local"].add(name)
                elif kind in {"source", "data"}:
                    found[kind].add(f"{first}.{second}")
                else:
                    found[kind].add(first)

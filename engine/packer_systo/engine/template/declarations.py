"""The root blocks of a template's files, sorted by what they declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.nodes import Block
from packer_systo.engine.template.files import TemplateFile
from packer_systo.engine.template.schema_checks import ROOT, check_body, header_span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.template.problem import Problem


class Placed(msgspec.Struct, frozen=True):
    """A block with the file that it stands in."""

    block: Block
    file: TemplateFile

    @property
    def header(self) -> Span:
        return header_span(self.block, self.file)


class Declarations:
    """The blocks of all files, by type, in the order of the files and within them."""

    def __init__(self, files: Iterable[TemplateFile], problems: list[Problem]) -> None:
        self._by_type: dict[str, list[Placed]] = {}
        self._places: dict[int, int] = {}
        for file in files:
            start = Span(file.source, 0, 0)
            for block in check_body(file.body, ROOT, file, start, problems).blocks:
                self._places[id(block)] = len(self._places)
                self._by_type.setdefault(block.type, []).append(Placed(block, file))

    def of(self, *types: str) -> list[Placed]:
        """The blocks of these types, in order."""
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        found = [placed for type in types for placed in self._by_type.get(type, [])]
        return sorted(found, key=lambda placed: self._places[id(placed.block)])

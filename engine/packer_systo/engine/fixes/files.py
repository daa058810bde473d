"""The files of one template as fixes edit them, each parsed when a fix first needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.fixes.hcl_edits import HclFile
from packer_systo.engine.fixes.json_edits import JsonFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Body


class EditableFiles:
    """`bodies` are those that have been parsed already, by path."""

    def __init__(self, bodies: Mapping[str, Body]) -> None:
        self._bodies = bodies
        self._hcl: dict[str, HclFile] = {}
        self._json: dict[str, JsonFile] = {}

    def hcl(self, source: SourceText) -> HclFile:
        if source.path not in self._hcl:
            self._hcl[source.path] = HclFile(source, self._bodies.get(source.path))
        return self._hcl[source.path]

    def json(self, source: SourceText) -> JsonFile:
        if source.path not in self._json:
            self._json[source.path] = JsonFile(source)
        return self._json[source.path]

    def is_valid(self, path: str) -> bool:
        """Whether a file that was asked for is understood as a whole."""
        file = self._json.get(path) or self._hcl.get(path)
        return file is None or file.is_valid

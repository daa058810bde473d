"""The text of the shell scripts that provisioners name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import SourceText
from packer_systo.engine.template.configuration import Configuration, Nested
from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from collections.abc import Iterator


LARGEST_TEXT = 64 * 1024
"""Bytes of a script that a document holds."""

MOST_SCRIPTS = 500

SCRIPT_COMPONENTS = frozenset({"shell", "powershell", "windows-shell", "shell-local"})


class FoundScript(msgspec.Struct):
    """A script as it is written in the template, and what was found there.

    `location` opens it; empty when there is no such file. `outside` when it lies neither below the
    template's folder nor below the working directory: such a file is not read.
    """

    written: str
    location: str
    source: SourceText | None
    truncated: bool = False
    crlf: bool = False
    outside: bool = False
    used_by: list[Path] = []


class Scripts:
    """Collects the scripts of a template, each once."""

    def __init__(self, folder: str, working_directory: str) -> None:
        self._folder = folder
        self._working_directory = working_directory
        self._found: dict[str, FoundScript] = {}
        self._roots: list[str] = []
        self.looked_at: list[str] = []
        """Every path that was tried."""

    def add(self, type: str, config: Configuration, path: Path) -> None:
        """The scripts that a provisioner names; `path` leads to its configuration."""
        if type not in SCRIPT_COMPONENTS or len(self._found) >= MOST_SCRIPTS:
            return
        for written, place in _named(config, path):
            found = self._found.get(written)
            if found is None:
                found = self._found[written] = self._read(written)
            found.used_by.append(place)

    def all(self) -> list[FoundScript]:
        return list(self._found.values())

    def _read(self, written: str) -> FoundScript:
        location = self._locate(written)
        if not location:
            return FoundScript(written, "", None)
        if not self._is_inside(location):
            return FoundScript(written, location, None, outside=True)
        from packer_systo.engine.errors import ReadError
        from packer_systo.engine.source.reading import read_bytes
        from packer_systo.engine.source.shown import shown_path

        shown = shown_path(location)
        try:
            data = read_bytes(location, shown)
        except ReadError:
            return FoundScript(written, "", None)
        truncated = len(data) > LARGEST_TEXT
        text = data[:LARGEST_TEXT].decode("utf-8-sig", errors="replace")
        crlf = "\r\n" in text
        return FoundScript(written, location, SourceText(shown, text), truncated, crlf)

    def _locate(self, written: str) -> str:
        """Packer looks from its working directory, which mostly is the template's folder."""
        if "\0" in written or "{{" in written:
            return ""
        for folder in (self._folder, self._working_directory):
            location = os.path.normpath(os.path.join(folder, written))
            self.looked_at.append(location)
            if os.path.isfile(location):
                return location
        return ""

    def _is_inside(self, location: str) -> bool:
        if not self._roots:
            folders = (self._folder or ".", self._working_directory or ".")
            self._roots = [os.path.realpath(one).rstrip(os.sep) + os.sep for one in folders]
        return os.path.realpath(location).startswith(tuple(self._roots))


def _named(config: Configuration, path: Path) -> Iterator[tuple[str, Path]]:
    """`script` and `scripts` with their places, as far as they are known."""
    for name in ("script", "scripts"):
        setting = config.settings.get(name)
        if setting is None or isinstance(setting.value, Nested):
            continue
        data = setting.value.data
        if isinstance(data, str) and data and setting.value.secret is None:
            yield data, (*path, name)
        elif isinstance(data, tuple):
            at = 0
            for element in data:
                if isinstance(element.data, str) and element.data and element.secret is None:
                    yield element.data, (*path, name, at)
                if not _is_unknown(element.data):
                    at += 1


def _is_unknown(data: object) -> bool:
    from packer_systo.engine.values.value import Unknown

    return isinstance(data, Unknown)

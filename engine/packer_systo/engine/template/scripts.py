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

MOST_LEVELS = 12
"""Folders above the template's that a project may have."""

_SIGNS = (".git", "LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING")

SCRIPT_COMPONENTS = frozenset({"shell", "powershell", "windows-shell", "shell-local"})


class FoundScript(msgspec.Struct):
    """A script as it is written in the template, and what was found there.

    `location` opens it; empty when there is no such file. `outside` when it lies neither in the
    template's project nor below the working directory: such a file is not read.
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
        self._roots: tuple[str, ...] = ()
        self._project_root: tuple[str, ...] | None = None
        self._above: list[str] | None = None
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
        """Packer looks from its working directory: mostly the template's folder, else one above it.

        Where it was started cannot be seen, so every folder of the project that holds the
        template is tried, the nearest first.
        """
        if "\0" in written or "{{" in written:
            return ""
        for folder in (self._folder, self._working_directory):
            if location := self._in(folder, written):
                return location
        if not os.path.isabs(written):
            for folder in self._project():
                if location := self._in(folder, written):
                    return location
        return ""

    def _in(self, folder: str, written: str) -> str:
        """The file that a script's name means in a folder; empty when there is none."""
        location = os.path.normpath(os.path.join(folder, written))
        self.looked_at.append(location)
        return location if os.path.isfile(location) else ""

    def _project(self) -> list[str]:
        """The folders above the template's, the nearest first, to the one that is the project's.

        That is the nearest one with a `.git` or, without one, with a licence; none, when there is
        no such folder, since what lies above is then not the template's.
        """
        if self._above is None:
            self._above = _project_above(self._folder, self.looked_at)
        return self._above

    def _is_inside(self, location: str) -> bool:
        if not self._roots:
            self._roots = (_root(self._folder), _root(self._working_directory))
        real = os.path.realpath(location)
        if real.startswith(self._roots):
            return True
        if self._project_root is None:
            self._project_root = tuple(_root(folder) for folder in self._project()[-1:])
        return real.startswith(self._project_root)


def _root(folder: str) -> str:
    """What the paths of all files in a folder begin with."""
    return os.path.realpath(folder or ".").rstrip(os.sep) + os.sep


def _project_above(folder: str, looked_at: list[str]) -> list[str]:
    """The folders above one up to the project's; `looked_at` gets each sign that was looked for."""
    here = os.path.abspath(folder or ".")
    above: list[str] = []
    licensed = -1
    for _ in range(MOST_LEVELS):
        signs = [os.path.join(here, sign) for sign in _SIGNS]
        looked_at.extend(signs)
        if os.path.exists(signs[0]):
            return above
        if licensed < 0 and any(os.path.exists(sign) for sign in signs[1:]):
            licensed = len(above)
        parent = os.path.dirname(here)
        if parent == here:
            break
        above.append(parent)
        here = parent
    return above[: max(licensed, 0)]


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

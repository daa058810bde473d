"""The files of a bundle's folder: from a disk, or from inside a wheel."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MAX_FILES = 5_000
MAX_BYTES = 64 * 1024 * 1024
"""Of all files together. The built-in baseline is well below one megabyte."""

MAX_DEPTH = 8

_KEPT_HIDDEN = frozenset({".manifest", ".signatures.json"})


class BundleFiles:
    """Reads a folder into memory once, with limits, names sorted and with forward slashes."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._left = MAX_BYTES
        self.contents: dict[str, bytes] = {}

    def add(self, name: str, content: bytes) -> None:
        self.check(len(content))
        self._left -= len(content)
        self.contents[name] = content

    def check(self, size: int) -> None:
        """Refuse one more file of this size where that is too much."""
        if size > self._left:
            raise BundleError(
                f"the bundle is larger than {MAX_BYTES // 1024 // 1024} MiB", where=self._where
            )
        if len(self.contents) >= MAX_FILES:
            raise BundleError(f"the bundle has more than {MAX_FILES} files", where=self._where)


def read_folder(path: str, *, where: str = "", installed: bool = False) -> dict[str, bytes]:
    """All files of a bundle's folder by name. Raises BundleError.

    Links are refused: a bundle is what is in its folder, the same wherever it is copied. Those of
    an `installed` one are followed, since installers may put links into its place.
    """
    files = BundleFiles(where or path)
    _walk(path, "", files, 0, where or path, links=installed)
    return dict(sorted(files.contents.items()))


def read_resources(folder: Traversable, where: str) -> dict[str, bytes]:
    """The same from package resources, which may be inside a zip."""
    files = BundleFiles(where)
    pending = [("", folder)]
    while pending:
        prefix, here = pending.pop()
        for entry in here.iterdir():
            name = f"{prefix}{entry.name}"
            if not wanted(entry.name):
                continue
            if entry.is_dir():
                pending.append((f"{name}/", entry))
            else:
                files.add(name, entry.read_bytes())
    return dict(sorted(files.contents.items()))


def _walk(
    path: str, prefix: str, files: BundleFiles, depth: int, where: str, *, links: bool
) -> None:
    if depth > MAX_DEPTH:
        raise BundleError(f"folders are nested deeper than {MAX_DEPTH}", where=where)
    try:
        with os.scandir(path) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if not wanted(entry.name):
                    continue
                name = f"{prefix}{entry.name}"
                if entry.is_symlink() and not links:
                    raise BundleError(
                        f"`{name}` is a link; a bundle holds plain files only", where=where
                    )
                if entry.is_dir():
                    _walk(entry.path, f"{name}/", files, depth + 1, where, links=links)
                    continue
                if not entry.is_file():
                    raise BundleError(f"`{name}` is not a plain file", where=where)
                files.check(entry.stat().st_size)
                # Without a buffer, which would cost more than the file: they are small and many.
                with open(entry.path, "rb", buffering=0) as stream:
                    files.add(name, stream.read())
    except OSError as error:
        raise BundleError(
            f"the bundle cannot be read: {error.strerror or error}", where=where
        ) from None


def wanted(name: str) -> bool:
    """Whether a file or folder of this name is part of a bundle."""
    if name.startswith("."):
        return name in _KEPT_HIDDEN
    return name not in {"__pycache__", "__init__.py"}

"""Releases on a disk: an archive, and its sigstore bundle beside it."""

from __future__ import annotations

import os

from packer_systo.engine.bundle.archive import read_archive
from packer_systo.engine.errors import ReadError
from packer_systo.engine.fixes.writing import write_file
from packer_systo.engine.release.sigstore_bundle import LARGEST, SUFFIX
from packer_systo.engine.release.verification import Release


def read_release(path: str, shown_as: str = "") -> Release:
    """An archive with the sigstore bundle beside it, where one is. Raises ReadError."""
    where = shown_as or path
    content = read_archive(path, where)
    beside = path + SUFFIX
    sigstore = _read(beside, where + SUFFIX, LARGEST) if os.path.lexists(beside) else None
    return Release(content, sigstore)


def write_release(path: str, release: Release) -> None:
    """Write both; a sigstore bundle of another archive does not stay. Raises FixError."""
    beside = path + SUFFIX
    write_file(path, release.content)
    if os.path.lexists(beside):
        os.unlink(beside)
    if release.sigstore is not None:
        write_file(beside, release.sigstore)


def _read(path: str, where: str, largest: int) -> bytes:
    try:
        with open(path, "rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror or error}", where=where) from None
    if len(content) > largest:
        raise ReadError(f"it is larger than {largest // 1024} KiB", where=where)
    return content

"""A bundle with the files that it was loaded from: from a folder, or from an archive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.bundle.models import Bundle

if TYPE_CHECKING:
    from collections.abc import Mapping


class OpenedBundle(msgspec.Struct, frozen=True):
    """`contents` are the files by name. `archive` is its digest, empty for a folder."""

    bundle: Bundle
    contents: dict[str, bytes]
    archive: str = ""


def open_bundle(path: str) -> OpenedBundle:
    """Load the bundle in a folder or an archive. Raises BundleError."""
    if os.path.isfile(path):
        from packer_systo.engine.bundle.archive import archive_digest, read_archive, unpack

        content = read_archive(path)
        return _opened(unpack(content, path), path, archive_digest(content))
    return _opened(read_folder(path), path, "")


def _opened(contents: Mapping[str, bytes], path: str, archive: str) -> OpenedBundle:
    return OpenedBundle(load_files(contents, path), dict(contents), archive)

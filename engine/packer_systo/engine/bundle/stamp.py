"""Whether a bundle's folder is as it was, without reading its files: names, sizes and times.

A start looks at every built-in bundle, hundreds of files. Asking the system about them takes a
tenth of reading and hashing them. The time of the last change of a file's inode (`ctime`) is part
of it, which no program can set back.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.files import MAX_DEPTH, MAX_FILES, wanted
from packer_systo.engine.hashing import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTLED_NS = 20_000_000
"""A file changed this shortly before may change again within the same time stamp."""


def folder_stamp(path: str) -> str:
    """A digest that changes with any file of the folder; empty where none can be relied on.

    That is so for a folder that was changed just now, and for one with too many files, folders
    too deep or things that are no files: reading it says what is wrong.
    """
    digest = blake2b(digest_size=16)
    latest = time.time_ns() - SETTLED_NS
    count = 0
    try:
        for name, status in _files(path, "", 0):
            count += 1
            if count > MAX_FILES or max(status.st_mtime_ns, status.st_ctime_ns) > latest:
                return ""
            digest.update(
                f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\0"
                f"{status.st_ino}\0{status.st_mode}\n".encode("utf-8", "surrogateescape")
            )
    except (OSError, _TooDeepError):
        return ""
    return digest.hexdigest()


class _TooDeepError(Exception):
    """Folders beyond what a bundle may have."""


def _files(path: str, prefix: str, depth: int) -> Iterator[tuple[str, os.stat_result]]:
    if depth > MAX_DEPTH:
        raise _TooDeepError
    with os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if not wanted(entry.name):
                continue
            if entry.is_dir():
                yield from _files(entry.path, f"{prefix}{entry.name}/", depth + 1)
            yield f"{prefix}{entry.name}", entry.stat()

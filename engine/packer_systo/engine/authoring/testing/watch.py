"""Wait until a file of a bundle changes."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INTERVAL = 0.5
"""Seconds between two looks."""

Stamp: TypeAlias = tuple[int, int]
"""When a file was last written, in nanoseconds, and its size."""


def changes(folder: str, wait: Callable[[float], None] = time.sleep) -> Iterator[tuple[str, ...]]:
    """For each change the paths, below `folder`, that are new, written anew or gone.

    Ends never; hidden files but the manifest do not count. Stopped by KeyboardInterrupt.
    """
    before = _stamps(folder)
    while True:
        wait(INTERVAL)
        now = _stamps(folder)
        changed = sorted(
            path for path in before.keys() | now.keys() if before.get(path) != now.get(path)
        )
        before = now
        if changed:
            yield tuple(changed)


def _stamps(folder: str) -> dict[str, Stamp]:
    found: dict[str, Stamp] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.startswith(".") and name != ".manifest":
                continue
            path = os.path.join(place, name)
            try:
                status = os.stat(path)
            except OSError:
                continue  # it went between the two calls
            found[os.path.relpath(path, folder)] = (status.st_mtime_ns, status.st_size)
    return found

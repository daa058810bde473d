"""Whether the path of a waiver names anything that is there: a misspelt one is never followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.source.discovery import SKIPPED_FOLDERS

if TYPE_CHECKING:
    from packer_systo.engine.source.exclusion import Exclusion

MOST_LOOKED_AT = 20_000
"""Files and folders that are looked at, above which nothing is said."""


def names_nothing(patterns: Exclusion, folder: str) -> bool:
    """Whether the patterns name no file and no folder below `folder`.

    False where that is not known: there is more than can be looked through, or a folder cannot be
    opened. Links are looked at and not followed.
    """
    waiting = [folder]
    seen = 0
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as scan:
                entries = list(scan)
        except OSError:
            return False
        seen += len(entries)
        if seen > MOST_LOOKED_AT:
            return False
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and entry.name in SKIPPED_FOLDERS:
                continue
            name = os.path.relpath(entry.path, folder).replace(os.sep, "/")
            if patterns.excludes(name, folder=is_folder):
                return False
            if is_folder:
                waiting.append(entry.path)
    return True

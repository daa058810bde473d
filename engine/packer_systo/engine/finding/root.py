"""By what name a file counts in fingerprints: the same from whichever folder a run was started."""

from __future__ import annotations

import os

from packer_systo.engine.source.shown import shown_path

MARKS = (".git", "systo.toml")
"""What shows the folder that names begin at; the first counts more, however far up it is."""


def root_of(path: str) -> str:
    """The nearest folder at or above `path` with the first mark, else with the next; or ''."""
    try:
        start = os.path.abspath(path)
    except OSError:  # the working directory is gone
        return ""
    for mark in MARKS:
        folder = start
        while not os.path.lexists(os.path.join(folder, mark)):
            above = os.path.dirname(folder)
            if above == folder:
                break
            folder = above
        else:
            return folder
    return ""


def name_in_root(file: str, template: str) -> str:
    """The file from its template's root on; as it is shown where there is no root.

    A folder that gets its first settings keeps its names, if it was checked from there.
    """
    root = root_of(template or file)
    return shown_path(file, root) if root else file

"""By what name a file counts in fingerprints: the same from whichever folder a run was started."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = (".git", "systo.toml")
"""What shows the folder that names begin at; the first counts more, however far up it is."""

EVERYTHING = os.path.abspath(os.sep)
"""The root of the file system: names from there on are the same whichever paths a run was given."""


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


def name_in_root(file: str, template: str, root: str) -> str:
    """The file from its template's `root` on; without a root from the template's folder on.

    A folder that gets its first settings keeps its names, if it was checked as a whole.
    """
    return shown_path(file, root or os.path.dirname(template or file) or None)


def named_folder(paths: Sequence[str], baseline: str) -> str:
    """From where names count in a tree that has no root: the folder of the baseline, else the one
    that holds all `paths` of a run. An absolute path, or '' when there is none.
    """
    if baseline:
        return os.path.dirname(os.path.abspath(baseline))
    try:
        folders = [os.path.abspath(path) for path in paths]
        return os.path.commonpath([
            folder if os.path.isdir(folder) else os.path.dirname(folder) for folder in folders
        ])  # fmt: skip
    except (OSError, ValueError):  # the working directory is gone; drives of Windows; a NUL
        return ""

"""Where the settings are: the nearest `systo.toml` or `pyproject.toml` at or above a folder."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SETTINGS_FILE = "systo.toml"
PYPROJECT_FILE = "pyproject.toml"
TABLE = "systo-policy"
MISTAKEN = ("systo_policy", "systo", "packer-systo", "packer_systo")
"""What people call our table in `pyproject.toml`, where it is not read."""

_HEADER = re.compile(
    rb"""^[ \t]*\[[ \t]*\[?[ \t]*tool[ \t]*\.[ \t]*["']?"""
    rb"""(?:systo(?:[-_]policy)?|packer[-_]systo)["']?[ \t]*[.\]]""",
    re.MULTILINE,
)
"""A `pyproject.toml` without it cannot hold our table, by whatever name, and is not parsed."""


def find_settings(paths: Iterable[str], working_directory: str) -> str | None:
    """The settings file for the judged paths, or None.

    The search starts at the folder that all paths have in common, goes up, and stops at the root
    of a repository (the folder with `.git`). In one folder `systo.toml` wins.
    """
    folder = _common_folder(paths, working_directory)
    while True:
        own = os.path.join(folder, SETTINGS_FILE)
        if os.path.isfile(own):
            return own
        shared = os.path.join(folder, PYPROJECT_FILE)
        if os.path.isfile(shared) and _has_table(shared):
            return shared
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def _common_folder(paths: Iterable[str], working_directory: str) -> str:
    absolute = [os.path.normpath(os.path.join(working_directory, path)) for path in paths]
    if not absolute:
        return working_directory
    try:
        common = os.path.commonpath(absolute)
    except ValueError:  # on different drives
        return working_directory
    return common if os.path.isdir(common) else os.path.dirname(common)


def _has_table(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return _HEADER.search(stream.read()) is not None
    except OSError:
        return False  # somebody else's file; ours is refused when it cannot be read

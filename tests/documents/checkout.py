"""A copy of this checkout, as somebody who cloned it has it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from shared_data import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

_MADE = {".git", ".venv", "build", "dist", ".hypothesis"}
"""What only the checkout's own folder has."""


def copy_checkout(folder: Path, *, without: frozenset[str] = frozenset()) -> None:
    """Without what tools have made there, and without the folders `without` at its top."""

    def left_out(directory: str, names: list[str]) -> set[str]:
        made = {name for name in names if name == "__pycache__" or name.endswith("_cache")}
        top = _MADE | without if directory == str(REPOSITORY) else frozenset[str]()
        return made | (top & set(names))

    shutil.copytree(REPOSITORY, folder, ignore=left_out, symlinks=True)

"""Where the cache is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "packer-systo"


def default_folder(environment: Mapping[str, str]) -> str:
    """`$XDG_CACHE_HOME/packer-systo`, else `~/.cache/packer-systo`, or empty without a home.

    As the XDG Base Directory Specification says, a relative `XDG_CACHE_HOME` is ignored. On
    Windows it is below `%LOCALAPPDATA%`.
    """
    given = environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):
        return os.path.join(given, FOLDER)
    if os.name == "nt":
        local = environment.get("LOCALAPPDATA", "")
        return os.path.join(local, FOLDER, "cache") if local else ""
    home = environment.get("HOME", "")
    return os.path.join(home, ".cache", FOLDER) if os.path.isabs(home) else ""

"""Where the feedback store is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "packer-systo"
FILE = "feedback.json"


def default_file(environment: Mapping[str, str]) -> str:
    """`$XDG_DATA_HOME/packer-systo/feedback.json`, else below `~/.local/share`, or empty.

    As the XDG Base Directory Specification says, a relative `XDG_DATA_HOME` is ignored. On Windows
    it is below `%LOCALAPPDATA%`.
    """
    given = environment.get("XDG_DATA_HOME", "")
    if os.path.isabs(given):
        return os.path.join(given, FOLDER, FILE)
    if os.name == "nt":
        local = environment.get("LOCALAPPDATA", "")
        return os.path.join(local, FOLDER, "data", FILE) if local else ""
    home = environment.get("HOME", "")
    return os.path.join(home, ".local", "share", FOLDER, FILE) if os.path.isabs(home) else ""

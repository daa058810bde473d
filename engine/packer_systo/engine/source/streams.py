"""Paths that lead to no file but to a device or a pipe: `/dev/null`, `/dev/stdout`, `>(command)`."""

from __future__ import annotations

import os
import stat


def is_stream(path: str) -> bool:
    """Whether what is there takes what is written to it, and must not be replaced by a file."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)

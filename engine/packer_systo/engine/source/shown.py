"""How reports name files."""

from __future__ import annotations

import os


def shown_path(path: str, start: str | None = None) -> str:
    """A path as reports show it: relative to `start` (default: the working directory).

    Slashes are forward slashes. What is no character in a file's name is shown as U+FFFD, since
    such names cannot be printed; the result is for people and documents, not for opening.
    """
    try:
        relative = os.path.relpath(path, start)
    except (ValueError, OSError):
        # Another drive on Windows, or a working directory that is gone.
        relative = path
    if os.sep != "/":
        relative = relative.replace(os.sep, "/")
    try:
        relative.encode()
    except UnicodeEncodeError:
        relative = os.fsencode(relative).decode(errors="replace")
    return relative

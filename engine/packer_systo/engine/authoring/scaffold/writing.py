"""New files, never over others: either all of them are written, or none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_new(folder: str, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write `files`, texts by name below `folder`; gives their paths.

    Raises UsageError where one of them is there already, OutputError where one cannot be written;
    what was written by then is removed again.
    """
    paths = {os.path.join(folder, *name.split("/")): text for name, text in files.items()}
    for path in paths:
        if os.path.lexists(path):
            raise UsageError(
                "this file is there already; nothing was written",
                where=path,
                hint="choose another folder or name, or move it away",
            )
    written: list[str] = []
    try:
        for path, text in paths.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "x", encoding="utf-8", newline="") as stream:
                written.append(path)
                stream.write(text)
    except OSError as error:
        for path in written:
            os.unlink(path)
        raise OutputError(
            f"this cannot be written: {error.strerror or error}", where=error.filename or folder
        ) from None
    return tuple(written)

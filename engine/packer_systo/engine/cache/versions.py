"""What program made a result: a new version of any part of it must not find old results."""

from __future__ import annotations

import os
import sys

PARTS = (
    "cel_expr_python",
    "cel_python",
    "cryptography",
    "google_re2",
    "gordon_to_regorus",
    "msgspec",
    "packer_systo",
    "python_hcl2",
    "pyyaml",
)
"""Our distribution and the ones that results come from, as `*.dist-info` names them."""

WITHOUT_RESULTS = frozenset(
    {
        "__pycache__", "authoring", "cli", "comparison", "distribution", "explanation", "feedback",
        "frameworks", "release", "report",
    }
)  # fmt: skip
"""Folders of ours that no result of a template comes from: looking at each file takes its time."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def program() -> bytes:
    """Python, the installed versions, and our own files by name, size and time.

    Reading versions through `importlib.metadata` costs ten times as much as listing their folders.
    Our own files count since a checkout changes without a new version.
    """
    found = [sys.version.encode(), sys.platform.encode()]
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue  # entries of sys.path need not exist
        found += sorted(
            os.fsencode(name)
            for name in names
            if name.endswith(".dist-info")
            and name.partition("-")[0].lower().replace(".", "_") in PARTS
        )
    found += _files(_PACKAGE)
    return b"\0".join(found)


def _files(folder: str) -> list[bytes]:
    found: list[bytes] = []
    pending = [folder]
    while pending:
        here = pending.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.name in WITHOUT_RESULTS:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    status = entry.stat()
                    found.append(
                        f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}".encode(
                            errors="surrogateescape"
                        )
                    )
    return sorted(found)

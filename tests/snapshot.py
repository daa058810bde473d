"""Snapshots: what a program printed, kept beside the test that looks at it.

`SYSTO_UPDATE_SNAPSHOTS=1 python -m pytest …` writes them anew; read the difference before you
commit it, since that is the review of what users will see.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

UPDATE = "SYSTO_UPDATE_SNAPSHOTS"


def assert_snapshot(shown: str, path: Path) -> None:
    """Fail with both texts where `shown` is not what the file at `path` holds."""
    if os.environ.get(UPDATE):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shown.encode())
        return
    if not path.exists():
        pytest.fail(f"no snapshot {path}; write it with {UPDATE}=1. The text was:\n{shown}")
    assert shown == path.read_bytes().decode()

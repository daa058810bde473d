"""Where the corpus of real templates is: beside a checkout, never in it."""

from __future__ import annotations

import os
from pathlib import Path


def corpus() -> Path | None:
    """`$SYSTO_CORPUS`, else `$SYSTO_SHARED/corpus`, else `../shared/corpus`; None when absent."""
    own = os.environ.get("SYSTO_CORPUS")
    repository = Path(__file__).resolve().parent.parent
    shared = Path(os.environ.get("SYSTO_SHARED") or repository.parent / "shared")
    path = Path(own) if own else shared / "corpus"
    return path.resolve() if path.is_dir() else None

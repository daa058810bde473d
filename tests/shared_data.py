"""Where the shared test data is: real templates, recorded runs of Packer, attribute tables.

The data is beside a checkout, never in it. `SYSTO_SHARED` names the folder (default: `../shared`
from the repository's root), `SYSTO_CORPUS` the corpus within (default: `$SYSTO_SHARED/corpus`).
A test that asks for what is not there is skipped, with the missing path as the reason.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def shared_path(*parts: str) -> Path:
    """A file or folder of the shared data, such as `shared_path("knowledge", "functions.txt")`.

    `corpus` as the first part follows `SYSTO_CORPUS`.
    """
    root = Path(os.environ.get("SYSTO_SHARED") or REPOSITORY.parent / "shared")
    if parts and parts[0] == "corpus" and os.environ.get("SYSTO_CORPUS"):
        root = Path(os.environ["SYSTO_CORPUS"])
        parts = parts[1:]
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"shared data is not here: {path} (set SYSTO_SHARED to the folder that has it)")
    return path


def corpus_path(*parts: str) -> Path:
    """A file or folder of the corpus of real templates."""
    return shared_path("corpus", *parts)


def shared(path: str) -> Path:
    """`shared_path` for a path written with slashes: `shared("corpus/manifest.json")`."""
    return shared_path(*path.split("/"))

"""Programs of others that lint runs where they are on PATH."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import Skipped
from packer_systo.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = 120.0
"""Seconds."""


def run_program(name: str, arguments: Sequence[str], folder: str) -> tuple[int, bytes, bytes]:
    """Run a program in `folder`: its exit code, and what it printed on both streams.

    Raises Skipped where it is not on PATH, EngineError where it cannot be run or does not end.
    """
    program = shutil.which(name)
    if program is None:
        raise Skipped(f"there is no program `{name}` on PATH")
    try:
        ran = subprocess.run(
            [program, *arguments], cwd=folder, capture_output=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"it has not ended after {PATIENCE:g} seconds", where=name) from None
    except OSError as error:
        raise EngineError(f"it cannot be run: {error.strerror}", where=program) from None
    return ran.returncode, ran.stdout, ran.stderr

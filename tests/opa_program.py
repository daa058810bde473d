"""The real `opa` that tests compare with."""

from __future__ import annotations

import shutil

import pytest


def opa_program() -> str:
    """Where it is; a test that needs it is skipped where it is not."""
    found = shutil.which("opa")
    if found is None:
        pytest.skip("opa is not on PATH")
    return found

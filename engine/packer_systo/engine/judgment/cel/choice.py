"""Which CEL engine runs here: the fast one where it has a wheel, else the one in Python."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.judgment.cel.interface import CelEngine


@cache
def cel_engine() -> CelEngine:
    """The engine of this process; expressions are compiled once in it."""
    try:
        from packer_systo.engine.judgment.cel.cel_expr import CelExprEngine
    except ImportError:  # no wheel for this platform; the shared cases hold both engines together
        from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine

        return CelPythonEngine()
    return CelExprEngine()

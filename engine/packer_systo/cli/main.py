"""The program `systo-policy`, and under its second name `packer-systo`."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

OBJECTS_BEFORE_COLLECTION = 50_000
"""New objects before the collector looks for cycles; Python's own 700 is for what runs for long."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; gives the exit code.

    As a program (without `arguments`) it ends the process itself: Python would spend a fifth of a
    short run on taking apart what the system frees at once.
    """
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION, 20, 20)
    # The Rego engine, in Rust, makes an error of each path of its parser that leads nowhere. Where
    # RUST_BACKTRACE is set, each carries a stack that nobody sees: a twelfth of a short run.
    os.environ.setdefault("RUST_LIB_BACKTRACE", "0")
    _open_streams()
    _import_msgspec()
    from packer_systo.cli.edge import run

    if arguments is not None:
        return run(arguments, sys.argv[0])
    code = run(sys.argv[1:], sys.argv[0])
    if sys.gettrace() is None and _flushed():
        os._exit(code)
    return code


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions: it takes two helpers from there where that is
    installed, and the same ones from typing where not. The first is 3 ms of a start, so it is not
    there for a moment; None is how Python marks a module as missing.
    """
    name = "typing_extensions"
    if name in sys.modules:
        return
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]  # None is allowed
    modules[name] = None
    try:
        import_module("msgspec")
    finally:
        del modules[name]


def _open_streams() -> None:
    """Stand-ins for streams that were closed (`>&-`), which Python leaves out."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end


def _flushed() -> bool:
    """Whether everything that was printed is written."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # whoever read it is gone: leave it to Python's own end
        return False
    return True

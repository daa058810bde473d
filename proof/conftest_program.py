"""conftest, the program that the gate is measured against, running the same Rego rules."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

REPOSITORY = Path(__file__).resolve().parent.parent
BUNDLE = REPOSITORY / "policies" / "packer-baseline"

_SET_CHILD_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of linux/prctl.h."""


class Measured(NamedTuple):
    """Seconds by the clock, seconds of CPU (children too), and the exit code."""

    wall: float
    cpu: float
    code: int
    out: str


def conftest() -> str | None:
    """The program on PATH, or None."""
    return shutil.which("conftest")


def conftest_command(program: str, documents: list[str]) -> list[str]:
    """`conftest test` of documents by every Rego rule of the baseline."""
    return [
        program,
        "test",
        "--all-namespaces",
        "--no-color",
        "--output",
        "json",
        "--policy",
        str(BUNDLE),
        "--data",
        str(BUNDLE / "data.json"),
        *documents,
    ]


class _Judged(msgspec.Struct):
    filename: str


def judged_documents(out: str) -> int:
    """How many documents conftest's JSON speaks of: it ends with 1 for findings, and for its errors."""
    try:
        return len({one.filename for one in msgspec.json.decode(out, type=list[_Judged])})
    except msgspec.DecodeError:
        return 0


def rego_rules() -> tuple[int, int]:
    """How many rules the baseline has, and how many of them are Rego: conftest runs only those."""
    rego = [path for path in BUNDLE.glob("*/*/*.rego") if not path.name.endswith("_test.rego")]
    return len(rego) + len(list(BUNDLE.glob("*/*/*.cel.yaml"))), len(rego)


def measured(command: list[str], folder: Path, environment: dict[str, str]) -> Measured:
    """Run a command and measure it, with what it starts. Its output is kept out of the way."""
    _adopt()
    before = os.times()
    began = time.perf_counter()
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = os.times()
    cpu = (
        after.children_user - before.children_user + after.children_system - before.children_system
    )
    return Measured(wall, cpu, ran.returncode, ran.stdout or ran.stderr)


def _adopt() -> None:
    """Have the processes that a command leaves behind counted as ours: the worker of a check is ended
    without being waited for, and its time would be nobody's. Linux only.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def own_environment(cache: Path) -> dict[str, str]:
    """The environment for `systo-policy`: a cache of its own, and bytecode kept as installed."""
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**environment, "XDG_CACHE_HOME": str(cache)}

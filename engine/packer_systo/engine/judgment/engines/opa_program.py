"""The program `opa`: found on PATH, asked for its version, run within limits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.judgment.engines.limits import Limits

OLDEST = (1, 0, 0)
"""The first OPA that reads Rego as our rules are written."""

GRACE = 5.0
"""Seconds after which a process that does not heed its own time limit is ended."""

_INSTALL = "install opa (https://www.openpolicyagent.org/docs/latest/#running-opa), or leave out `--engine opa`"


class Ran(msgspec.Struct, frozen=True):
    """What a run of the program gave. `code` is negative after a signal, None after the time."""

    code: int | None
    printed: bytes
    said: str


def find_program() -> str:
    """The path of `opa`, of a version that will do. Raises EngineError."""
    program = shutil.which("opa")
    if program is None:
        raise EngineError("there is no program `opa` on PATH", where="--engine opa", hint=_INSTALL)
    try:
        ran = subprocess.run(
            [program, "version"], capture_output=True, check=False, timeout=60, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else "it does not answer"
        raise EngineError(f"it cannot be run: {why}", where=program, hint=_INSTALL) from None
    version = _version(ran.stdout.decode("utf-8", "replace"))
    if ran.returncode != 0 or version is None:
        raise EngineError("it does not tell its version as OPA does", where=program, hint=_INSTALL)
    if version < OLDEST:
        shown = ".".join(map(str, version))
        raise EngineError(
            f"this is OPA {shown}; rules need {'.'.join(map(str, OLDEST))} or newer",
            where=program,
            hint=_INSTALL,
        )
    return program


def _version(text: str) -> tuple[int, int, int] | None:
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "version":
            parts = value.strip().lstrip("v").partition("-")[0].split(".")
            if len(parts) == 3 and all(part.isdecimal() for part in parts):
                return int(parts[0]), int(parts[1]), int(parts[2])
    return None


def run(program: str, arguments: Sequence[str], content: bytes, folder: str, limits: Limits) -> Ran:
    """Run `opa` in `folder` with `content` as its standard input. Raises EngineError."""
    command = [program, *arguments, "--timeout", f"{int(limits.seconds * 1000)}ms"]
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError(f"it cannot be run: {error.strerror}", where=program) from None
    with process:
        _limit_memory(process.pid, limits.memory)
        try:
            printed, said = process.communicate(content, timeout=limits.seconds + GRACE)
        except subprocess.TimeoutExpired:
            _end(process)
            return Ran(None, b"", "")
        except BaseException:  # interrupted: the program must not outlive the run
            _end(process)
            raise
    return Ran(process.returncode, printed, said.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it has started, which would keep its output open."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has ended by itself


def _limit_memory(process: int, most: int) -> None:
    """What it can write to, where the system can limit another process."""
    if sys.platform == "linux":
        import resource

        try:
            resource.prlimit(process, resource.RLIMIT_DATA, (most, most))
        except (OSError, ValueError):
            return  # it has ended already, or its own limit is lower


def _environment() -> dict[str, str]:
    """Nothing of ours: rules have no business in it, and it may hold secrets."""
    return {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ
    }

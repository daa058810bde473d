"""Run git: no shell, no questions, an environment of our own, bounded in time and in what it
writes.
"""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

from packer_systo.engine.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

TIME = 300.0
"""Seconds that git may take."""

_LOOK = 0.2
"""Seconds between two looks at how much it has written."""

_KEPT = frozenset(
    {
        "GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM",
        "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
    }
)  # fmt: skip
"""What of git's variables is the user's own way to reach servers. All others are left out: in a
hook, `GIT_DIR` and its kin lead to the repository that is being committed to."""

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.recurseSubmodules=false",
    "fetch.writeCommitGraph=false",
    "submodule.recurse=false",
    "transfer.fsckObjects=true",
    "http.followRedirects=false",
    "protocol.ext.allow=never",
    "credential.interactive=false",
)


def run_git(
    folder: str,
    arguments: Sequence[str],
    where: str,
    *,
    given: bytes = b"",
    largest: int,
) -> bytes:
    """What git prints. `largest` bounds both that and what lies in `folder` afterwards, in bytes.

    Raises SourceError. What git says about an error is not shown: it can hold credentials.
    """
    command = ["git", *(part for one in _SETTINGS for part in ("-c", one)), *arguments]
    output = os.path.join(folder, "output")
    try:
        with open(output, "wb") as stream:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=stream,
                stderr=subprocess.DEVNULL,
            )
            _wait(process, folder, given, largest, where)
    except FileNotFoundError:
        raise SourceError("git is not on PATH", where=where) from None
    except OSError as error:
        raise SourceError(f"git cannot be run: {error.strerror or error}", where=where) from None
    if process.returncode != 0:
        raise SourceError(
            f"`git {arguments[0]}` failed ({process.returncode})",
            where=where,
            hint="try it by hand, as `git ls-remote URL`: it says more, and asks for credentials",
        )
    with open(output, "rb") as stream:
        return stream.read(largest + 1)


def _wait(
    process: subprocess.Popen[bytes], folder: str, given: bytes, largest: int, where: str
) -> None:
    end = time.monotonic() + TIME
    pending: bytes | None = given
    try:
        while True:
            try:
                process.communicate(pending, timeout=_LOOK)
            except subprocess.TimeoutExpired:
                pending = None
            done = process.returncode is not None
            if _size(folder) > largest:
                raise SourceError(
                    f"the repository is larger than {largest // 1024 // 1024} MiB", where=where
                )
            if done:
                return
            if time.monotonic() > end:
                raise SourceError(f"git takes longer than {TIME:.0f} seconds", where=where)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    return {
        **kept,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "https:ssh:file",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


def _size(folder: str) -> int:
    """Bytes of the files below a folder."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_size
            except OSError:  # git moves its files while we look
                continue
    return total

"""The program as another process, whether it runs from a checkout or is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import packer_systo.cli
import packer_systo.engine

PROGRAM = [sys.executable, "-m", "packer_systo.cli"]


class Ran(NamedTuple):
    """What a command line gave."""

    code: int
    out: str
    err: str


def environment(folder: Path) -> dict[str, str]:
    """The environment for a process that works in `folder`, with a cache beside it.

    Streams have buffers there, as a user's have, whatever the environment of the tests says.
    """
    roots = {
        str(Path(next(iter(package.__path__))).parent.parent)
        for package in (packer_systo.cli, packer_systo.engine)
    }
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        "PYTHONPATH": os.pathsep.join(sorted(roots)),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "XDG_DATA_HOME": str(folder.parent / "data"),
    }


def run_as_others(folder: Path, *arguments: str) -> Ran:
    """Run the program in `folder` bound by the modes of files: for root, without the right to pass them
    over, where util-linux' `setpriv` is there to take it away.
    """
    command = [*PROGRAM, *arguments]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may read everything, and there is no `setpriv`")
        without = "-dac_override,-dac_read_search"
        command = [setpriv, "--bounding-set", without, "--inh-caps", without, *command]
    ran = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)

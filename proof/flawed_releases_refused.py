"""Are flawed releases refused? Every kind, with its reason, nothing written, in bounded time.

Of archives that `bundle verify` is asked about, and of what sources, locks and stores can be made to
say to a project that has pinned a release. Also how many of them stock OPA takes, where it is on PATH: what is refused by us alone.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from typing import TYPE_CHECKING

import flawed_pins
from flawed_releases import FLAWS
from packer_systo.cli.main import main as systo_policy
from pinned_scene import CHECK, Project
from release_scene import Scene

if TYPE_CHECKING:
    from flaw import Flaw


def main() -> int:
    """Print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", default="1.0", help="not used: every kind is tried")
    parser.parse_args()
    opa = shutil.which("opa")
    refused = taken = 0
    slowest = 0.0
    for flaw in FLAWS:
        with tempfile.TemporaryDirectory(prefix="systo-flawed-") as folder:
            took, problem = _try(flaw, Path(folder))
            slowest = max(slowest, took)
            refused += not problem
            if problem:
                print(f"  {flaw.name}: {problem}")
            if opa is not None:
                taken += _opa_takes(opa, Path(folder) / "work")
    for pin_flaw in flawed_pins.FLAWS:
        with tempfile.TemporaryDirectory(prefix="systo-flawed-") as folder:
            took, problem = _try_pin(pin_flaw, Path(folder))
            slowest = max(slowest, took)
            refused += not problem
            if problem:
                print(f"  {pin_flaw.name}: {problem}")
    names = [flaw.name for flaw in FLAWS] + [flaw.name for flaw in flawed_pins.FLAWS]
    kinds = len(set(names))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"flawed releases refused: {refused} of {kinds} kinds")
    print(f"  slowest {slowest:.2f} s, peak of the process {peak} MiB")
    if opa is None:
        print("  skipped: what OPA says of them (there is no opa on PATH)")
    else:
        print(f"  of {len(FLAWS)} archives, OPA takes {taken}: refused by packer-systo alone")
    return 0 if refused == kinds else 1


def _try(flaw: Flaw, root: Path) -> tuple[float, str]:
    """How long it took in seconds, and what is wrong with how it was refused, or nothing."""
    scene = Scene(root / "work")
    os.chdir(scene.folder)
    flaw.make(scene)
    before = _state(root)
    command = ("bundle", "verify", scene.file.name, "--key", "security.pub")
    took, problem = _refused(command, flaw.reason)
    return took, problem or ("" if _state(root) == before else "something was written")


def _try_pin(flaw: flawed_pins.Flaw, root: Path) -> tuple[float, str]:
    """The same for a project in which a good release was pinned and has judged."""
    os.environ["XDG_DATA_HOME"] = str(root / "data")
    project = Project(root / "work")
    os.chdir(project.folder)
    with contextlib.redirect_stdout(io.StringIO()):
        if systo_policy(flawed_pins.UPDATE) != 0 or systo_policy(CHECK) != 1:
            os.chdir("/")
            return 0.0, "the good release is not taken"
    command = flaw.make(project)
    lock = project.folder / "systo.lock"
    before = lock.read_bytes() if lock.exists() else b""
    took, problem = _refused(command, flaw.reason)
    after = lock.read_bytes() if lock.exists() else b""
    return took, problem or ("" if after == before else "the lock was written")


def _refused(command: tuple[str, ...], reason: str) -> tuple[float, str]:
    """How long a command took to refuse with exit code 4 and this reason, and what was not so."""
    out, err = io.StringIO(), io.StringIO()
    started = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = systo_policy(command)
    took = time.monotonic() - started
    os.chdir("/")
    if code != 4:
        return took, f"exit code {code}"
    if out.getvalue() or not re.search(reason, err.getvalue()):
        return took, f"another reason: {err.getvalue()}"
    return took, ""


def _opa_takes(opa: str, work: Path) -> bool:
    ran = subprocess.run(
        [
            opa, "build", "--bundle", str(work / "small-1.2.0.tar.gz"),
            "--verification-key", str(work / "security.pub"), "--signing-alg", "ES256",
            "-o", str(work.parent / "built.tar.gz"),
        ],
        capture_output=True,
        check=False,
    )  # fmt: skip
    return ran.returncode == 0


def _state(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


if __name__ == "__main__":
    sys.exit(main())

"""Are flawed releases refused? Every kind, with its reason, nothing written, in bounded time.

Also how many of them stock OPA takes, where it is on PATH: what is refused by us alone.
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

from flawed_releases import FLAWS, Flaw
from packer_systo.cli.main import main as systo_policy
from release_scene import Scene


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
    kinds = len({flaw.name for flaw in FLAWS})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"flawed releases refused: {refused} of {kinds} kinds")
    print(f"  slowest {slowest:.2f} s, peak of the process {peak} MiB")
    if opa is None:
        print("  skipped: what OPA says of them (there is no opa on PATH)")
    else:
        print(f"  of these, OPA takes {taken}: refused by packer-systo alone")
    return 0 if refused == kinds else 1


def _try(flaw: Flaw, root: Path) -> tuple[float, str]:
    """How long it took in seconds, and what is wrong with how it was refused, or nothing."""
    scene = Scene(root / "work")
    os.chdir(scene.folder)
    flaw.make(scene)
    before = _state(root)
    out, err = io.StringIO(), io.StringIO()
    started = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = systo_policy(("bundle", "verify", scene.file.name, "--key", "security.pub"))
    took = time.monotonic() - started
    os.chdir("/")
    if code != 4:
        return took, f"exit code {code}"
    if not re.search(flaw.reason, err.getvalue()):
        return took, f"another reason: {err.getvalue()}"
    return took, "" if _state(root) == before else "something was written"


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

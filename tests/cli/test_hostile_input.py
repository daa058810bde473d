"""Hostile input through the whole program: it ends, within bounds, with findings and no defect."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hostile_input import broken, growing
from packer_systo.engine.report.options import FORMATS
from program import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hostile_input import Hostile

MEMORY = 2 * 1024**3
"""Bytes of address space: what a run may take at most, all threads and libraries included."""


def written(folder: Path, inputs: Iterable[Hostile]) -> list[str]:
    """Each template in a folder of its own."""
    names: list[str] = []
    for number, one in enumerate(inputs):
        name = f"{number:04d}-{one.name}"
        (folder / name).mkdir()
        (folder / name / one.file).write_bytes(one.content)
        names.append(name)
    return names


def run(folder: Path, seconds: int, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The program with bounds that the system keeps: beyond them it would be killed."""

    def bounded() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        check=False,
        preexec_fn=bounded,
        timeout=seconds * 20,
    )


def assert_survived(
    folder: Path, seconds: int, names: list[str], *arguments: str, stopped: bool = False
) -> bytes:
    """Everything is judged, in one run; on a failure, each template by itself to name it.

    With `stopped` a rule may be stopped at its limit: exit code 2, and it is named.
    """
    ran = run(folder, seconds, "check", "--no-cache", *arguments)
    if stopped and ran.returncode == 2 and b"the rule was stopped" in ran.stderr:
        assert b"Traceback" not in ran.stderr + ran.stdout
        return ran.stdout
    if ran.returncode not in {0, 1} or b"Traceback" in ran.stderr + ran.stdout:
        guilty = [
            (name, alone.returncode, alone.stderr[-300:])
            for name in names
            if (alone := run(folder, 20, "check", "--no-cache", *arguments, name)).returncode
            not in {0, 1, 3}
        ]
        pytest.fail(f"exit code {ran.returncode}: {ran.stderr[-500:]!r}; guilty: {guilty}")
    return ran.stdout


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no limits of the system there")


def test_broken_templates(folder: Path) -> None:
    names = written(folder, broken(120, seed=20261126))
    report = json.loads(assert_survived(folder, 60, names, "--format", "json"))
    assert report["errors"] == []
    judged = {template["path"] for template in report["templates"]}
    assert len(judged) > 100, "what is still known as a template is judged"
    wrong = {one["template"] for one in report["findings"] if one["severity"] == "critical"}
    assert len(wrong) > 40, "most of them are broken"


def test_growing_templates(folder: Path) -> None:
    names = written(folder, growing(400))
    report = json.loads(assert_survived(folder, 90, names, "--format", "json"))
    assert report["errors"] == []
    judged = {template["path"].partition("/")[0] for template in report["templates"]}
    assert {name for name in names if "json" not in name} <= judged


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_broken_templates(folder: Path, seed: int) -> None:
    names = written(folder, broken(1000, seed))
    files = [part for format in FORMATS for part in ("--format", f"{format}=report.{format}")]
    assert_survived(folder, 400, names, "--require-variables", "--cross-check", *files)
    assert all((folder / f"report.{format}").stat().st_size for format in FORMATS)
    assert_survived(folder, 400, names, "--diff", "--unsafe")


@pytest.mark.slow
def test_templates_that_grow_further(folder: Path) -> None:
    names = written(folder, growing(4_000))
    assert_survived(folder, 600, names, "--cross-check", "--format", "json", stopped=True)


@pytest.mark.slow
def test_growing_templates_that_are_fixed(folder: Path) -> None:
    """Smaller ones: after each step of fixing the whole template is judged again."""
    assert_survived(folder, 400, written(folder, growing(1_000)), "--diff", "--unsafe")

"""What a cold start imports: hooks feel it, so what is slow must not creep in."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from packer_systo.cli.main import main
from packer_systo.engine.bundle.builtin import checkout_policies, write_indexes
from pinned_scene import Project
from program import PROGRAM, environment

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HEAVY = {
    "yaml",
    "rich",
    "hcl2",
    "lark",
    "celpy",
    "jsonschema",
    "cryptography",
    "opa_client",
    "requests",
    "subprocess",
    "multiprocessing",
    "tomllib",
    "json",
    "dataclasses",
    "pathlib",
    "importlib.metadata",
    "xml.sax",
    "argparse",
    "difflib",
    "base64",
    "typing_extensions",
}
ONLY_ON_A_MISS = {
    "regorus",
    "cel_expr_python",
    "re2",
    "packer_systo.engine.syntax.hcl.parser",
    "packer_systo.engine.template.load",
    "packer_systo.engine.judgment.judge",
}

VERIFIES = {"cryptography", "semantic_version", "pydantic"}
FETCHES = {"requests", "oras", "packer_systo.engine.distribution.opening"}


def imported(folder: Path, *arguments: str) -> set[str]:
    """What a command imports beyond the two libraries that every run needs."""
    libraries = modules(
        folder, "-c", "import sys; sys.modules['typing_extensions'] = None; import click, msgspec"
    )
    return modules(folder, *PROGRAM[1:], *arguments) - libraries


def modules(folder: Path, *arguments: str) -> set[str]:
    ran = subprocess.run(
        [PROGRAM[0], "-X", "importtime", *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in {0, 1}, ran.stderr
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_a_run_that_is_in_the_cache_imports_little(folder: Path) -> None:
    template = folder / "a.pkr.hcl"
    template.write_text('source "null" "a" {\n  communicator = "none"\n}\n')
    os.utime(template, (1_000_000, 1_000_000))
    if checkout_policies() is not None:
        write_indexes()
    first = imported(folder, "check")
    second = imported(folder, "check")
    assert first >= ONLY_ON_A_MISS - {"cel_expr_python"}
    assert not second & ONLY_ON_A_MISS
    # The bundle's index comes with the program, so the very first run reads no YAML, nor does one
    # without a cache.
    assert not (first | second | imported(folder, "check", "--no-cache")) & HEAVY


def test_the_version_imports_nothing_of_the_engine(folder: Path) -> None:
    assert "packer_systo.engine.check" not in imported(folder, "version")


def test_a_pinned_bundle_is_judged_by_without_what_verifies_and_fetches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    project = Project(tmp_path / "work")
    monkeypatch.chdir(project.folder)
    assert main(("bundle", "update")) == 0
    first = imported(project.folder, "check", "images")
    second = imported(project.folder, "check", "images")
    assert first >= VERIFIES - {"pydantic"}
    assert not second & (VERIFIES | FETCHES)


def test_a_check_without_feedback_imports_nothing_of_it(folder: Path) -> None:
    (folder / "a.pkr.hcl").write_text('source "null" "a" {\n  communicator = "none"\n}\n')
    found = {one for one in imported(folder, "check") if ".engine.feedback" in one}
    assert found == {"packer_systo.engine.feedback", "packer_systo.engine.feedback.location"}

"""The folder that a page's commands run in, and how they are run and compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from program import environment
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from documents.fences import Fence

EXAMPLES = REPOSITORY / "docs/examples"
NOW = "1796083200"
"""2026-12-01: before every day that the pages name in waivers."""

RUNNABLE = {
    "cat",
    "cd",
    "cp",
    "echo",
    "ls",
    "mkdir",
    "mv",
    "openssl",
    "packer-systo",
    "python",
    "sed",
    "systo-policy",
}
"""What a `console` block may run. All of it is here, works on files, and asks no network."""

_TIME_LIMIT = 120


class Workspace:
    """`examples` has the templates of docs/examples in it, `repository` has them where they are in
    this repository, `empty` nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._programs = folder / "bin"
        self._programs.mkdir(parents=True)
        for name in ("systo-policy", "packer-systo"):
            self._script(name, f'exec "{sys.executable}" -m packer_systo.cli "$@"')
        self._script("python", f'exec "{sys.executable}" "$@"')
        self.written: list[Path] = []
        """The files that the page showed."""
        self.start("examples")

    def _script(self, name: str, line: str) -> None:
        path = self._programs / name
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    def start(self, fixture: str) -> None:
        """A fresh folder."""
        self._count += 1
        self.root = self._folder / f"work-{self._count}"
        match fixture:
            case "examples":
                shutil.copytree(EXAMPLES, self.root)
            case "repository":
                shutil.copytree(EXAMPLES, self.root / "docs/examples")
            case "empty":
                self.root.mkdir()
            case _:
                raise AssertionError(f"there is no fixture `{fixture}`")
        # The root of a repository: settings above it are somebody else's.
        (self.root / ".git").mkdir()
        self.here = self.root
        self.code = 0

    def write(self, fence: Fence) -> Path:
        """The file that a fence shows."""
        path = (self.here / fence.title).resolve()
        assert path.is_relative_to(self.root.resolve()), f"{fence.place}: outside of the folder"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fence.text.encode())
        self.written.append(path)
        return path

    def run(self, command: str) -> str:
        """The output of a command as a terminal shows it. `code` is then its exit code."""
        state = self._folder / "here"
        script = f'(exit {self.code})\n{command}\ncode=$?\npwd > "{state}"\nexit $code\n'
        ran = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=self.here,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_TIME_LIMIT,
            check=False,
        )
        self.code = ran.returncode
        if state.exists():
            self.here = type(self.root)(state.read_text().strip())
        return ran.stdout.decode()

    def _environment(self) -> dict[str, str]:
        given = environment(self.root)
        kept = {
            name: value
            for name, value in given.items()
            if not name.startswith(("PKR_VAR_", "SYSTO_", "COVERAGE"))
        }
        return {
            **kept,
            "HOME": str(self._folder),
            "LC_ALL": "C.UTF-8",
            "PATH": f"{self._programs}{os.pathsep}{os.environ['PATH']}",
            "SOURCE_DATE_EPOCH": NOW,
            "XDG_CACHE_HOME": str(self._folder / "cache"),
            "XDG_DATA_HOME": str(self._folder / "data"),
        }


def run_console(fence: Fence, workspace: Workspace) -> None:
    """Run the commands of a `console` block; fails where what they print is not what it says.

    A command must exit with 0, or with what `exit N` in the comment says, unless `echo $?` after it
    shows the code.
    """
    expected_code = int(fence.directive.removeprefix("exit ") or 0) if fence.directive else 0
    steps = _steps(fence)
    for number, (command, expected) in enumerate(steps):
        program = command.split()[0]
        assert program in RUNNABLE, f"{fence.place}: the runner does not know `{program}`"
        output = workspace.run(command)
        pattern = _pattern(expected)
        assert re.fullmatch(pattern, output), (
            f"{fence.place}: `{command}` gives\n{output}\nThe page says\n{expected}"
        )
        shown = number + 1 < len(steps) and steps[number + 1][0] == "echo $?"
        if not shown:
            wanted = expected_code if program in {"systo-policy", "packer-systo"} else 0
            assert workspace.code == wanted, (
                f"{fence.place}: `{command}` exits with {workspace.code}, not {wanted}"
            )


def _steps(fence: Fence) -> list[tuple[str, str]]:
    """Each command with the output that stands below it."""
    steps: list[tuple[str, str]] = []
    lines = fence.text.split("\n")[:-1]
    at = 0
    while at < len(lines):
        assert lines[at].startswith("$ "), f"{fence.place}: `{lines[at]}` comes before any command"
        command = lines[at][2:]
        while command.endswith("\\"):
            at += 1
            command = f"{command[:-1]}{lines[at].removeprefix('>').lstrip()}"
        at += 1
        begin = at
        while at < len(lines) and not lines[at].startswith("$ "):
            at += 1
        steps.append((command, "".join(f"{line}\n" for line in lines[begin:at])))
    assert steps, f"{fence.place}: no command"
    return steps


def _pattern(expected: str) -> str:
    """`…` as a line stands for any number of lines, within a line for any text."""
    parts: list[str] = []
    for line in expected.split("\n")[:-1]:
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return "".join(parts)

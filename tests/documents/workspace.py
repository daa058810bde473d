"""The folder that a page's commands run in, the programs and names that they find, and running them."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from documents.hosts import stand_in_for
from documents.installation import on_path, write_program
from documents.scenes import prepare_scene
from documents.stand_ins import HOSTS
from program import environment

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from documents.fences import Fence

NOW = "1796083200"
"""2026-12-01: before every day that the pages name in waivers."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

TIME_LIMIT = 300
"""Seconds for one command."""


class Workspace:
    """`others` are programs that not everybody has and that blocks may use here; `slow` blocks are
    tried or left out. `shared` is a folder that several pages of a run may share.
    """

    def __init__(
        self,
        folder: Path,
        shared: Path,
        *,
        others: frozenset[str] = frozenset(),
        slow: bool = False,
    ) -> None:
        self.folder = folder
        self.shared = shared
        self.others = others
        self.slow = slow
        self.stack = ExitStack()
        self.names: dict[str, str] = {}
        """What stands in the place of a name of `stand_ins.HOSTS`."""
        self.written: list[Path] = []
        """The files that the page showed."""
        self._count = 0
        self._own = folder / "bin"
        for name in ("systo-policy", "packer-systo"):
            write_program(self._own / name, f'exec "{sys.executable}" -m packer_systo.cli "$@"')
        write_program(self._own / "python", f'exec "{sys.executable}" "$@"')
        self.start("examples")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stack.close()

    def start(self, scene: str) -> None:
        """A fresh folder."""
        self._count += 1
        self.root = self.folder / f"work-{self._count}"
        self.programs = self._own
        self.environment: dict[str, str] = {}
        prepare_scene(scene, self)
        self.here = self.root
        self.code = 0

    def give(self, name: str, line: str) -> None:
        """A program for this scene, beside the others."""
        folder = self.root.with_name(f"{self.root.name}-programs")
        write_program(folder / name, line)
        for other in self.programs.iterdir():
            if not (folder / other.name).exists():
                (folder / other.name).symlink_to(other)
        self.programs = folder

    def has(self, name: str) -> bool:
        """Whether the scene has such a program of its own, or an environment below it has."""
        folder, _, base = name.rpartition("/")
        if folder == ".venv/bin" and not (self.here / folder).exists():
            folder = ""  # a command before makes it
        return (self.here / folder / base if folder else self.programs / base).exists()

    def write(self, fence: Fence) -> Path:
        """The file that a fence shows."""
        path = (self.here / fence.title).resolve()
        assert path.is_relative_to(self.root.resolve()), f"{fence.place}: outside of the folder"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.real(fence.text).encode())
        self.written.append(path)
        return path

    def real(self, text: str) -> str:
        """The text with the names that lead nowhere replaced."""
        for name in sorted(HOSTS, key=len, reverse=True):
            if name in text:
                if name not in self.names and (made := stand_in_for(name, self)):
                    self.names[name] = made
                text = text.replace(name, self.names.get(name, name))
        return text

    def run(self, command: str, shell: str = "/bin/sh") -> str:
        """The output of a command as a terminal shows it. `code` is then its exit code."""
        state = self.folder / "here"
        script = f'(exit {self.code})\n{self.real(command)}\ncode=$?\npwd > "{state}"\nexit $code\n'
        ran = subprocess.run(
            [shell, "-c", script],
            cwd=self.here,
            env=self.process_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
        )
        self.code = ran.returncode
        if state.exists():
            self.here = type(self.root)(state.read_text().strip())
        output = _COLOUR.sub("", ran.stdout.decode())
        for name, real in self.names.items():
            output = output.replace(real, name)
        return output

    def process_environment(self) -> dict[str, str]:
        given = environment(self.root)
        kept = {
            name: value
            for name, value in given.items()
            if not name.startswith(("PKR_VAR_", "SYSTO_", "COVERAGE", "PYTEST", "PIP_", "MAKE"))
        }
        return {
            **kept,
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "PATH": on_path(self.programs),
            "SOURCE_DATE_EPOCH": NOW,
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            **self.environment,
        }

"""HashiCorp's own HCL parser, asked through the Go program in tests/go/hclverdicts.

The program is built once into a temporary folder of the caller. Without Go, or where its modules
cannot be had, `build` says why instead.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Shape = TypeVar("Shape")

SOURCE = "go/hclverdicts"


class GoDiagnostic(msgspec.Struct, frozen=True):
    summary: str
    line: int
    column: int
    byte: int


class GoVerdict(msgspec.Struct, frozen=True):
    """What hclsyntax says of one text, its diagnostics in the order in which it found them."""

    ok: bool
    diagnostics: list[GoDiagnostic]


class GoSpeed(msgspec.Struct, frozen=True):
    """`best` is the fastest round over all files, in seconds."""

    bytes: int
    rounds: int
    seconds: float
    best: float


class GoMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """Go or its modules are not here; the text says what is missing."""


def build(tests: Path, into: Path) -> Path:
    """Build the program; `tests` is the repository's tests folder.

    Raises GoMissing where there is no Go or its modules cannot be had.
    """
    if shutil.which("go") is None:
        raise GoMissing("Go is not here (no `go` on PATH)")
    program = into / "hclverdicts"
    done = subprocess.run(
        ["go", "build", "-o", str(program), "."],
        cwd=tests / SOURCE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GoMissing(f"the Go program cannot be built: {done.stderr.strip()[-300:]}")
    return program


def verdicts(program: Path, texts: Iterable[bytes]) -> list[GoVerdict]:
    """One verdict for each text."""
    stream = b"".join(b"%d\n%b" % (len(text), text) for text in texts)
    return _ask([str(program), "verdicts"], stream, GoVerdict)


def bench(program: Path, seconds: float, paths: Iterable[Path]) -> GoSpeed:
    """Parse the files again and again for that long."""
    arguments = [str(program), "bench", str(seconds), *map(str, paths)]
    return _ask(arguments, b"", GoSpeed)[0]


def trees(program: Path, texts: Iterable[bytes]) -> list[object]:
    """The tree of each text as nested lists, None for an invalid one; see `main.go`."""
    stream = b"".join(b"%d\n%b" % (len(text), text) for text in texts)
    return _ask([str(program), "trees"], stream, object)


def _ask(command: list[str], stream: bytes, shape: type[Shape]) -> list[Shape]:
    done = subprocess.run(command, input=stream, capture_output=True, check=True)
    decoder = msgspec.json.Decoder(shape)
    return [decoder.decode(line) for line in done.stdout.splitlines()]

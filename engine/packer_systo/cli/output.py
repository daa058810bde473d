"""Where text goes: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from packer_systo.engine.errors import OutputError
from packer_systo.engine.report.printable import printable

_RED = "\x1b[1;31m"
_RESET = "\x1b[0m"


class Output:
    """The two streams. `program` is the name that the user knows the command by."""

    def __init__(self, program: str) -> None:
        self.program = program

    def result(self, text: str) -> None:
        """Text for stdout, whatever its encoding can hold."""
        _write(sys.stdout, text)

    def said(self, text: str) -> None:
        """Text for stderr."""
        _write(sys.stderr, text)

    def error(self, message: str, *, where: str = "", hint: str = "") -> None:
        """An error for a person: where, what, and what to do."""
        word = f"{_RED}error{_RESET}" if coloured(sys.stderr) else "error"
        place = f"{printable(where)}: " if where else ""
        lines = [f"{word}: {place}{printable(message)}"]
        if hint:
            lines.append(f"  = help: {printable(hint)}")
        self.said("\n".join(lines) + "\n")

    def flush(self) -> None:
        """Results before what follows, also where both streams lead to the same place."""
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _abandon(sys.stdout)
        except OSError as error:
            raise _unwritable(sys.stdout, error) from None


def coloured(stream: TextIO) -> bool:
    """Whether a stream takes colours: a terminal that is not dumb, and no `NO_COLOR`."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def width(stream: TextIO) -> int:
    """The columns of a terminal, or 0 where the stream is none."""
    if not stream.isatty():
        return 0
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return 0


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    if encoding.lower().replace("-", "") != "utf8":
        text = text.encode(encoding, "replace").decode(encoding)
    try:
        stream.write(text)
    except BrokenPipeError:
        _abandon(stream)
    except OSError as error:
        unwritable = _unwritable(stream, error)
        if stream is sys.stdout:
            raise unwritable from None


def _unwritable(stream: TextIO, error: OSError) -> OutputError:
    """A full disk, say: what is left in the stream's buffer is lost, and that is told."""
    _abandon(stream)
    return OutputError(
        f"standard output cannot be written: {error.strerror or error}",
        hint="what was written is not complete: make room where the output goes, or send it elsewhere",
    )


def _abandon(stream: TextIO) -> None:
    """Whoever read a stream has enough (`… | head`): the run goes on, for its exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

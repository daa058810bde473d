"""Reading one text file within limits, without ever waiting for it.

Whatever a path leads to, the answer is a text or an error that says what to do: a pipe is not
opened for a writer that never comes, a device is not read, and what grows is cut off.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from packer_systo.engine.errors import ReadError
from packer_systo.engine.source.text import SourceText

if TYPE_CHECKING:
    from packer_systo.engine.source.decoding import WrongPlace

LARGEST = 10 * 1024 * 1024
"""The size in bytes up to which a text file is read: 10 MiB."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MOST_WRONG_PLACES = 50
"""In how many places of a file it is told that they are not UTF-8."""
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_PROBLEMS = {
    errno.ENOENT: ("there is no such file", "Check the spelling of the path."),
    errno.ENOTDIR: (
        "a part of the path is a file, not a folder",
        "Check the spelling of the path.",
    ),
    errno.EACCES: ("it may not be read", "Give yourself permission to read it."),
    errno.EPERM: ("it may not be read", "Give yourself permission to read it."),
    errno.ELOOP: ("its symbolic links lead in a circle", "Repair the link or leave the file out."),
    errno.ENAMETOOLONG: ("its path is too long", "Move it to a folder with a shorter path."),
    errno.EMFILE: ("too many files are open", "Raise the limit on open files (ulimit -n)."),
    errno.EIO: ("the disk reports an error", "Copy the file elsewhere, or restore it."),
}


class NotTextError(ReadError):
    """A file that is not UTF-8.

    `source` holds its text with U+FFFD for what is no character, so that the places can be shown.
    `wrong` are these places in order, at most `MOST_WRONG_PLACES` and a last one that says so; each
    becomes a syntax error of the template. `whole` when the file as a whole is of another encoding:
    then `wrong` is one place, and what else is wrong with the text would tell nothing.
    """

    def __init__(
        self, source: SourceText, wrong: tuple[WrongPlace, ...], *, whole: bool = False
    ) -> None:
        self.source = source
        self.wrong = wrong
        self.whole = whole
        super().__init__(wrong[0].message, where=source.path, hint="Save the file as UTF-8.")


def read_text(path: str, shown_as: str) -> SourceText:
    """The text of a file of at most `LARGEST` bytes, its byte order mark left out.

    `shown_as` is how reports name it. Raises NotTextError, or ReadError for any other reason.
    """
    data = read_bytes(path, shown_as)
    marked = data.startswith(_BYTE_ORDER_MARK)
    start = len(_BYTE_ORDER_MARK) if marked else 0
    try:
        text = data[start:].decode()
    except UnicodeDecodeError:
        from packer_systo.engine.source.decoding import not_text

        raise not_text(data, start, shown_as) from None
    if "\0" in text[:2]:
        from packer_systo.engine.source.decoding import wide

        error = wide(data, shown_as)
        if error is not None:
            raise error
    return SourceText(shown_as, text, byte_order_mark=marked)


def read_bytes(path: str, shown_as: str, largest: int = LARGEST) -> bytes:
    """The contents of a plain file of at most `largest` bytes. Raises ReadError."""
    # The size that a file says it has may be wrong (in /proc it is 0), so it does not decide alone.
    data = _read(path, shown_as, largest + 1, largest)
    if len(data) > largest:
        raise _too_large(shown_as, largest)
    return data


def read_head(path: str, shown_as: str, size: int) -> bytes:
    """The first `size` bytes of a plain file, or all that it has. Raises ReadError."""
    return _read(path, shown_as, size, None)


def _read(path: str, shown_as: str, size: int, largest: int | None) -> bytes:
    try:
        _refuse_if_not_plain(os.stat(path), shown_as)
        # Between the two calls the path may come to lead to a pipe: opening must not wait for it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            _refuse_if_not_plain(status, shown_as)
            if largest is not None and status.st_size > largest:
                raise _too_large(shown_as, largest)
            return file.read(size)
    except OSError as error:
        raise unreadable(error, shown_as) from None
    except ValueError:
        raise ReadError("its path holds a NUL character", where=shown_as) from None


def unreadable(error: OSError, shown_as: str) -> ReadError:
    """The error for a person: what is wrong with the path, and what to do about it."""
    known = _PROBLEMS.get(error.errno or 0)
    if known is None:
        reason = error.strerror or type(error).__name__
        return ReadError(f"it cannot be read: {reason}", where=shown_as)
    return ReadError(known[0], where=shown_as, hint=known[1])


def _refuse_if_not_plain(status: os.stat_result, shown_as: str) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "no plain file")
    raise ReadError(
        f"this is {kind}, and a file was expected", where=shown_as, hint="Name a plain file."
    )


def _too_large(shown_as: str, largest: int) -> ReadError:
    limit = f"{largest // (1024 * 1024)} MiB" if largest >= 1024 * 1024 else f"{largest} bytes"
    return ReadError(
        f"it is larger than {limit}, the limit for one file",
        where=shown_as,
        hint="If it is no template, leave it out with --exclude; else split it.",
    )

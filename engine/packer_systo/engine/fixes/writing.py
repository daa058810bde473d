"""Write files so that each is either the new one or the old one, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from packer_systo.engine.errors import FixError
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.source.streams import is_stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write_texts(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Write changed texts, by the path that opens each. A byte order mark stays.

    All new contents are on the disk before the first file is replaced, so a full disk leaves
    every file as it was. Should one not let itself be replaced all the same, the error names those
    that are written. Raises FixError, also when a file has changed since it was read.
    """
    staged: list[tuple[str, str, str]] = []
    try:
        for path in sorted(after):
            content = _new_content(path, before[path], after[path])
            staged.append((path, *_stage(path, content)))
        for number, (path, temporary, target) in enumerate(staged):
            _replace(path, temporary, target, [one for one, _, _ in staged[:number]])
    finally:
        for _, temporary, _ in staged:
            _remove(temporary)


def write_file(path: str, content: bytes) -> None:
    """Replace a file's content, keeping its mode; a link stays a link, its target is written. To a
    device or a pipe it is written as it is.

    Raises FixError; the file is as it was, then.
    """
    if is_stream(path):
        try:
            with open(path, "wb", buffering=0) as stream:
                stream.write(content)
        except OSError as error:
            raise FixError(
                f"it cannot be written there ({error.strerror or error})", where=shown_path(path),
                hint="name a file",
            ) from None  # fmt: skip
        return
    temporary, target = _stage(path, content)
    try:
        _replace(path, temporary, target)
    finally:
        _remove(temporary)


def _new_content(path: str, before: str, after: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            there = stream.read()
    except OSError as error:
        raise FixError(
            f"the file cannot be read again ({error.strerror or error}); nothing is written",
            where=shown_path(path),
            hint="make sure that it is there and that you may read it, and run it again",
        ) from None
    mark = BYTE_ORDER_MARK if there.startswith(BYTE_ORDER_MARK) else b""
    if there != mark + before.encode("utf-8"):
        raise FixError(
            "the file has changed since it was read; nothing is written",
            where=shown_path(path),
            hint="run it again, when nobody else is writing it",
        )
    return mark + after.encode("utf-8")


def _stage(path: str, content: bytes) -> tuple[str, str]:
    """Write the content beside the file that `path` leads to; gives the new file and that one."""
    target = os.path.realpath(path)
    # The process' number keeps two runs apart; O_EXCL refuses what somebody else has put there.
    name = f".{os.path.basename(target)}.systo-{os.getpid()}"
    temporary = os.path.join(os.path.dirname(target), name)
    try:
        mode = _mode(target)
        _refuse_protected(target)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(temporary, mode)
        except OSError:
            _remove(temporary)
            raise
    except OSError as error:
        raise _failed(path, error, temporary) from None
    return temporary, target


def _replace(path: str, temporary: str, target: str, written: Sequence[str] = ()) -> None:
    try:
        os.replace(temporary, target)
    except OSError as error:
        raise _failed(path, error, temporary, written) from None
    _sync_folder(os.path.dirname(target))


def _refuse_protected(target: str) -> None:
    """A file that is protected from writing says so on purpose; its folder would let it go."""
    effective = os.access in os.supports_effective_ids
    if os.path.exists(target) and not os.access(target, os.W_OK, effective_ids=effective):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _failed(path: str, error: OSError, temporary: str, written: Sequence[str] = ()) -> FixError:
    """`temporary` is the new file beside it, `written` are those that were replaced before."""
    already = f"; written already: {', '.join(map(shown_path, written))}" if written else ""
    return FixError(
        f"the file cannot be written ({error.strerror or error}); it is as it was{already}",
        where=shown_path(path),
        hint=_cure(error.errno, temporary),
    )


def _cure(code: int | None, temporary: str) -> str:
    folder = shown_path(os.path.dirname(temporary))
    match code:
        case errno.ENOSPC | errno.EDQUOT:
            return f"make room on the disk of {folder}, and run it again"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return (
                f"allow yourself to write the file and its folder {folder}, where the new file is "
                "made before it takes the old one's place"
            )
        case errno.ENOENT | errno.ENOTDIR:
            return f"make the folder {folder} first"
        case errno.EEXIST:
            return (
                "another run is writing it; if there is none, one was interrupted: delete "
                f"{shown_path(temporary)}"
            )
        case _:
            return "mend that, and run it again"


def _mode(path: str) -> int:
    """The mode of the file, or that of a new one."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def _sync_folder(folder: str) -> None:
    """Makes the new name durable, where folders can be opened (not on Windows)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:  # some file systems cannot sync a folder; the file itself is synced
        return
    finally:
        os.close(descriptor)

"""Write a file so that it is either the new one or the old one, whatever happens meanwhile."""

from __future__ import annotations

import os
import stat

from packer_systo.engine.errors import FixError


def write_file(path: str, content: bytes) -> None:
    """Replace a file's content, keeping its mode; a link stays a link, its target is written.

    The content goes to a new file in the same folder, is synced, and takes the old one's place.
    Raises FixError; the file is as it was, then.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    # The process' number keeps two runs apart; O_EXCL refuses what somebody else has put there.
    temporary = os.path.join(folder, f".{os.path.basename(target)}.systo-{os.getpid()}")
    try:
        mode = _mode(target)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(temporary, mode)
            os.replace(temporary, target)
        except OSError:
            _remove(temporary)
            raise
    except OSError as error:
        raise FixError(
            f"the file cannot be written ({error.strerror or error}); it is as it was", where=path
        ) from None
    _sync_folder(folder)


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

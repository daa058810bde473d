"""Files named by keys, in one folder that may vanish at any moment.

Each file begins with the digest of its content, so that what is damaged or cut off is as if it were
not there. Files are written beside their place and then moved, so that no reader sees half of one.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress

from packer_systo.engine.hashing import blake2b

LARGEST_CACHE = 128 * 1024 * 1024
"""Bytes of all entries together; pruning goes down to three quarters of it."""

LARGEST_ENTRY = 8 * 1024 * 1024

_LAST_LOOK = "last-look"
_BETWEEN_LOOKS = 600
"""Seconds."""

_DIGEST = 16
_MAGIC = b"systo-1\n"
_HEAD = len(_MAGIC) + _DIGEST


class FileStore:
    """`get` and `put` bytes by key (letters and digits). It never raises for what a disk does.

    `problem` says why the first write that failed did so; the run is right without the cache, but
    somebody should know.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.problem = ""
        self._wrote = False

    def get(self, key: str) -> bytes | None:
        """The content, or None when there is none that is whole."""
        try:
            with open(self._path(key), "rb") as file:
                stored = file.read(LARGEST_ENTRY + _HEAD + 1)
        except OSError:
            return None
        content = stored[_HEAD:]
        whole = stored.startswith(_MAGIC) and stored[len(_MAGIC) : _HEAD] == _digest(content)
        return content if whole else None

    def put(self, key: str, content: bytes) -> None:
        if self.problem or len(content) > LARGEST_ENTRY:
            return
        path = self._path(key)
        beside = f"{path}.{os.getpid()}.part"
        try:
            self._make_folders(os.path.dirname(path))
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_MAGIC + _digest(content) + content)
            os.replace(beside, path)
        except OSError as error:
            self.problem = f"{error.strerror or error}"
            with suppress(OSError):
                os.unlink(beside)
            return
        self._wrote = True

    def prune(self, largest: int = LARGEST_CACHE) -> None:
        """Delete the oldest entries of a cache that has grown too large.

        After a run that wrote, and at most once in a while: looking at every entry takes longer
        than judging a template.
        """
        if not self._wrote or not self._is_due():
            return
        files: list[tuple[int, int, str]] = []
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                with suppress(OSError):
                    status = os.stat(path)
                    files.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in files)
        if total <= largest:
            return
        for _, size, path in sorted(files):
            if total <= largest * 3 // 4:
                return
            with suppress(OSError):
                os.unlink(path)
                total -= size

    def _is_due(self) -> bool:
        """Whether the last look is long ago; notes this one as the last."""
        stamp = os.path.join(self.folder, _LAST_LOOK)
        with suppress(OSError):
            if 0 <= time.time() - os.stat(stamp).st_mtime < _BETWEEN_LOOKS:
                return False
        with suppress(OSError), open(stamp, "w", encoding="ascii"):
            pass
        return True

    def _path(self, key: str) -> str:
        # 256 folders, since some file systems are slow with many thousand names in one.
        return os.path.join(self.folder, key[:2], key[2:])

    def _make_folders(self, folder: str) -> None:
        if os.path.isdir(folder):
            return
        os.makedirs(folder, mode=0o700, exist_ok=True)
        # The tag of bford.info/cachedir: backups leave such folders out.
        tag = os.path.join(self.folder, "CACHEDIR.TAG")
        if not os.path.exists(tag):
            with open(tag, "w", encoding="ascii") as file:
                file.write("Signature: 8a477f597d28d172789f06886806bc55\n")


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()

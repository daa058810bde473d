"""Reading the files that a template's functions name: bounded, within its folder, and recorded."""

from __future__ import annotations

import os
import stat
from typing import Literal

import msgspec

NOT_READABLE = "file not readable"
"""Why what a file would give is unknown; what follows says more."""

MAXIMUM_FILE = 10 * 1024 * 1024
MAXIMUM_TOTAL = 64 * 1024 * 1024
MAXIMUM_ENTRIES = 100_000
"""Folder entries that all `fileset` calls of a template may look at."""


class OutsideError(Exception):
    """A file that cannot be read for a reason that is ours, not the template's: its content is unknown.

    `reason` is the end of the sentence `file not readable: …`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Record(msgspec.Struct, frozen=True, order=True):
    """One look at the file system, for the cache's key.

    `content` and `kind` name an absolute path; `names` a folder whose entries were listed. `state`
    is a digest of what was seen, or `missing`.
    """

    what: Literal["content", "kind", "names"]
    path: str
    state: str


class FileReader:
    """Reads below one folder, `root` (absolute). Symbolic links that lead out of it count as outside."""

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self._real_root = os.path.realpath(root)
        self._seen: dict[tuple[str, str], Record] = {}
        self.secret_paths = False
        """Whether a path that was looked at is made of a secret."""
        self._bytes_left = MAXIMUM_TOTAL
        self._entries_left = MAXIMUM_ENTRIES

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self._seen)

    @property
    def records(self) -> list[Record]:
        """Everything that was looked at, in order of path."""
        return sorted(self._seen.values())

    def _record(self, what: Literal["content", "kind", "names"], path: str, state: str) -> None:
        self._seen[what, path] = Record(what, path, state)

    def check_inside(self, path: str) -> str:
        """The path without symbolic links; OutsideError when it is not below the root."""
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError) as error:
            raise OutsideError("the path cannot be followed") from error
        root = self._real_root
        if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
            raise OutsideError("it is outside of the template's folder")
        return real

    def kind(self, path: str) -> str:
        """`file`, `folder`, `other`, `missing`, or `beneath a file`, where nothing can be.

        OutsideError when that cannot be seen.
        """
        real = self.check_inside(path)
        try:
            mode = os.stat(real).st_mode
        except FileNotFoundError:
            found = "missing"
        except NotADirectoryError:
            found = "beneath a file"
        except (OSError, ValueError) as error:
            raise OutsideError("the system does not let us look at it") from error
        else:
            found = _kind(mode)
        self._record("kind", os.path.abspath(path), found)
        return found

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file; None when there is no such file."""
        if self.kind(path) != "file":
            return None
        real = self.check_inside(path)
        limit = min(MAXIMUM_FILE, self._bytes_left)
        try:
            with open(real, "rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise OutsideError("the system does not let us read it") from error
        if len(data) > limit:
            raise OutsideError(f"it is larger than {MAXIMUM_FILE // 1024 // 1024} MiB")
        self._bytes_left -= len(data)
        import hashlib

        self._record("content", os.path.abspath(path), hashlib.sha256(data).hexdigest())
        return data

    def names(self, path: str) -> list[str]:
        """The sorted names in a folder; none when it is not there."""
        real = self.check_inside(path)
        try:
            found = sorted(os.listdir(real))
        except (FileNotFoundError, NotADirectoryError):
            found = []
        except (OSError, ValueError) as error:
            raise OutsideError("the system does not let us list it") from error
        if not all(name.isascii() or _is_text(name) for name in found):
            raise OutsideError("the name of a file beside it is not UTF-8")
        self._entries_left -= len(found)
        if self._entries_left < 0:
            raise OutsideError("there are too many files")
        self._record("names", os.path.abspath(path), names_digest(found))
        return found


def _is_text(name: str) -> bool:
    """Whether the name has no bytes that Python could only smuggle through (surrogateescape)."""
    return not any("\udc80" <= character <= "\udcff" for character in name)


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else "other"


def names_digest(names: list[str]) -> str:
    """The state of a folder's names in a Record."""
    import hashlib

    joined = "\0".join(names).encode(errors="surrogateescape")
    return hashlib.sha256(joined).hexdigest()

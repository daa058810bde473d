"""What this user has verified before, so that a signature is not checked at every start.

A record says that a pin was verified in full on this machine: which bundle, from where, in which
range, of which digest, by which signer. It is a keyed hash (BLAKE2) under a secret of the user's
that never leaves their data folder, so a record that comes with a repository, a shared store or a
restored cache is worth nothing. Any change of what it is about makes it another record. Without a
place for records everything is verified each time.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from packer_systo.engine.hashing import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterable

FORM = b"systo-verified-1"
"""Raised whenever more, or other things, are looked at when a release is verified."""

_KEY, _FOLDER = "record-key", "verified"
_SIZE = 32


class Records:
    """The records below `folder`; none where it is empty."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._key = b""

    def name(self, facts: Iterable[str]) -> str:
        """The record of these facts, or empty where there can be none."""
        key = self._secret()
        if not key:
            return ""
        total = blake2b(FORM, digest_size=_SIZE, key=key)
        for fact in facts:
            encoded = fact.encode("utf-8", "surrogatepass")
            total.update(b"%d:%b" % (len(encoded), encoded))
        return total.hexdigest()

    def has(self, name: str) -> bool:
        return bool(name) and os.path.isfile(self._path(name))

    def add(self, name: str) -> None:
        """Note it; where that fails, it is verified again the next time."""
        if not name:
            return
        with suppress(OSError):
            os.makedirs(os.path.join(self._folder, _FOLDER), mode=0o700, exist_ok=True)
            with open(self._path(name), "wb"):
                pass

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, _FOLDER, name)

    def _secret(self) -> bytes:
        """The user's key, made at the first use; empty where it cannot be kept to oneself."""
        if self._key or not self._folder:
            return self._key
        path = os.path.join(self._folder, _KEY)
        with suppress(OSError):
            self._key = _read_key(path)
            if not self._key:
                os.makedirs(self._folder, mode=0o700, exist_ok=True)
                with suppress(FileExistsError):
                    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                    with os.fdopen(descriptor, "wb") as stream:
                        stream.write(os.urandom(_SIZE))
                self._key = _read_key(path)
        return self._key


def _read_key(path: str) -> bytes:
    """The key, or nothing where there is none, or one that others can read or write."""
    try:
        with open(path, "rb") as stream:
            status = os.fstat(stream.fileno())
            key = stream.read(_SIZE + 1)
    except FileNotFoundError:
        return b""
    others = os.name != "nt" and (status.st_mode & 0o077 or status.st_uid != os.geteuid())
    return b"" if others or len(key) != _SIZE else key

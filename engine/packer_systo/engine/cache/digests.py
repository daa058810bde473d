"""Digests under a key that only this cache knows.

A result depends on environment variables and `--var` values, which may be secret, and a plain
digest of a short secret can be guessed. The key is random, made once, and lies in the cache with
the rights of its owner; a copied entry tells nothing without it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.hashing import blake2b

if TYPE_CHECKING:
    from packer_systo.engine.cache.store import FileStore

KEY_NAME = "00key"
KEY_LENGTH = 32


class Digester:
    """Makes digests that are the same in every run with the same cache."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, *parts: bytes) -> bytes:
        """16 bytes for the parts; where one part ends and the next begins counts."""
        digest = blake2b(key=self._key, digest_size=16)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()


def digester(store: FileStore) -> Digester:
    """The cache's own digester; a new key makes every older entry unreachable."""
    key = store.get(KEY_NAME)
    if key is None or len(key) != KEY_LENGTH:
        key = os.urandom(KEY_LENGTH)
        store.put(KEY_NAME, key)
    return Digester(key)

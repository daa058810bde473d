"""The hash functions are those of hashlib, without loading OpenSSL."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from packer_systo.engine.hashing import blake2b, sha256


def test_they_are_those_of_hashlib() -> None:
    for content in (b"", b"abc", b"x" * 100_000):
        assert sha256(content).hexdigest() == hashlib.sha256(content).hexdigest()
        ours = blake2b(content, digest_size=16, key=b"key").digest()
        assert ours == hashlib.blake2b(content, digest_size=16, key=b"key").digest()


def test_openssl_is_not_loaded() -> None:
    code = "import sys, packer_systo.engine.hashing; sys.exit('_hashlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

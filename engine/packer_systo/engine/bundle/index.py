"""A loaded bundle as bytes: reading it back is much cheaper than reading YAML.

The cache keeps such an index, and one of each built-in bundle comes with the program. It says by the
digest of the bundle's files what it was made from, and nothing of where they were.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.hashing import sha256

FORM = 15
"""Raised whenever Bundle or anything in it changes its shape or its meaning."""

_MAGIC = f"systo-bundle-index {FORM} ".encode()
_LONGEST_HEAD = 256

_decoder = msgspec.msgpack.Decoder(Bundle)


def key(content: str) -> str:
    """The name under which to keep an index: by what it was made from, and our own form."""
    return sha256(f"{FORM}\0{content}".encode("utf-8", "replace")).hexdigest()


def encode(bundle: Bundle) -> bytes:
    """The same bytes for the same files, wherever they are."""
    head = b"%b%b\n" % (_MAGIC, bundle.digest.encode())
    return head + msgspec.msgpack.encode(replace(bundle, location=""))


def made_from(content: bytes) -> str:
    """The digest of the files that an index was made from; empty when it is of another form."""
    if not content.startswith(_MAGIC):
        return ""
    return content[len(_MAGIC) : _LONGEST_HEAD].partition(b"\n")[0].decode("ascii", "replace")


def decode(content: bytes, where: str) -> Bundle | None:
    """The bundle, or None when the bytes are of another form or damaged: then load it anew."""
    digest = made_from(content)
    if not digest:
        return None
    start = len(_MAGIC) + len(digest) + 1
    try:
        return replace(_decoder.decode(memoryview(content)[start:]), location=where)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None

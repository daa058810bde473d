"""A loaded bundle as bytes, for a cache: reading it back is much cheaper than reading YAML."""

from __future__ import annotations

import msgspec

from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.hashing import sha256

FORM = 7
"""Raised whenever Bundle or anything in it changes its shape or its meaning."""

_HEAD = f"systo-bundle-index {FORM}\n".encode()

_decoder = msgspec.json.Decoder(Bundle)


def key(digest: str, where: str) -> str:
    """The name under which to keep a bundle: what is in it, where it is, and our own form."""
    return sha256(f"{FORM}\0{digest}\0{where}".encode("utf-8", "replace")).hexdigest()


def encode(bundle: Bundle) -> bytes:
    return _HEAD + msgspec.json.encode(bundle)


def decode(content: bytes) -> Bundle | None:
    """The bundle, or None when the bytes are of another form or damaged: then load it anew."""
    if not content.startswith(_HEAD):
        return None
    try:
        return _decoder.decode(memoryview(content)[len(_HEAD) :])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None

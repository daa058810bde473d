"""The gzip file format (RFC 1952), with the header that Go's compress/gzip writes."""

from __future__ import annotations

from zlib import crc32

from packer_systo.engine.functions.deflate import deflate

MAXIMUM_INPUT = 128 * 1024
"""Bytes; user data of a cloud has at most half as many, and more would take seconds."""

# Method 8, no name, no time, no hint; the operating system is not said.
_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


def compress(data: bytes) -> bytes:
    check = crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return _HEADER + deflate(data) + check

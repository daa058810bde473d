"""A bundle as one file: a gzip-compressed tar that OPA reads as well.

`pack` gives the same bytes for the same files on every machine: names sorted, no times, no owners,
and the tar stored in the gzip file without compression, since compressors differ from one version
to the next. `unpack` takes plain files and folders in the ustar form alone. Whatever another
reader might see differently (links, extended headers, a second gzip member, a name in another
case) is refused by name.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.file_names import check_file_names
from packer_systo.engine.bundle.files import MAX_BYTES, MAX_FILES
from packer_systo.engine.errors import BundleError
from packer_systo.engine.hashing import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PACKED = 32 * 1024 * 1024
"""Bytes of the file."""

MAX_RATIO = 100
"""Times that it may grow when unpacked, above one mebibyte; text grows about fivefold."""

SUFFIXES = (".tar.gz", ".tgz")

_BLOCK = 512
_RECORD = 20 * _BLOCK
_MOST_STORED = 65535
# Method 8, no name, no time, no hint; the operating system is not said.
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_USTAR, _GNU = b"ustar\x0000", b"ustar  \0"
_FILE, _OLD_FILE, _FOLDER = b"0", b"\0", b"5"
_KINDS = {
    b"1": "a hard link",
    b"2": "a symbolic link",
    b"3": "a device",
    b"4": "a device",
    b"6": "a pipe",
    b"7": "a file of a reserved kind",
    b"g": "an extended header",
    b"x": "an extended header",
    b"L": "a long name of GNU tar",
    b"K": "a long name of GNU tar",
    b"S": "a sparse file",
    b"V": "a volume label",
}
_BUILD_HINT = "make it with `systo-policy bundle build`"


def read_archive(path: str, shown_as: str = "") -> bytes:
    """The bytes of an archive, of which nothing is looked at. Raises BundleError."""
    where = shown_as or path
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_PACKED + 1)
    except IsADirectoryError:
        raise BundleError(
            "this is a folder, and the archive of a bundle is needed", where=where, hint=_BUILD_HINT
        ) from None
    except OSError as error:
        raise BundleError(
            f"the archive cannot be read: {error.strerror or error}", where=where
        ) from None
    if len(content) > MAX_PACKED:
        raise BundleError(
            f"the archive is larger than {MAX_PACKED // 1024 // 1024} MiB", where=where
        )
    return content


def archive_digest(content: bytes) -> str:
    """What an archive is known by: `sha256:` and the hexadecimal digest of its bytes."""
    return f"sha256:{sha256(content).hexdigest()}"


def pack(contents: Mapping[str, bytes], where: str) -> bytes:
    """The archive of a bundle's files. Raises BundleError for a name that it cannot hold."""
    check_file_names(contents, where)
    blocks: list[bytes] = []
    for name in sorted(contents):
        content = contents[name]
        blocks += (_header(name, len(content), where), content, bytes(-len(content) % _BLOCK))
    blocks.append(bytes(2 * _BLOCK))
    plain = b"".join(blocks)
    return _stored(plain + bytes(-len(plain) % _RECORD))


def unpack(content: bytes, where: str) -> dict[str, bytes]:
    """The files of an archive by name, without touching a disk. Raises BundleError."""
    if len(content) > MAX_PACKED:
        raise BundleError(
            f"the archive is larger than {MAX_PACKED // 1024 // 1024} MiB", where=where
        )
    plain = memoryview(_inflate(content, where))
    files: dict[str, bytes] = {}
    folders: list[str] = []
    at = 0
    while True:
        header = bytes(plain[at : at + _BLOCK])
        if len(header) < _BLOCK:
            raise BundleError("the archive is cut off: it has no end", where=where)
        at += _BLOCK
        if not any(header):
            break
        name, size, kind = _read_header(header, where)
        if kind == _FOLDER:
            if size:
                raise BundleError(f"the folder `{name}` has a content", where=where)
            folders.append(name.removesuffix("/"))
        elif name in files:
            raise BundleError(f"`{name}` is there twice", where=where)
        else:
            end = at + size
            if end > len(plain):
                raise BundleError(f"the archive is cut off in `{name}`", where=where)
            files[name] = bytes(plain[at:end])
            at = end + -size % _BLOCK
        if len(files) + len(folders) > MAX_FILES:
            raise BundleError(f"the archive has more than {MAX_FILES} entries", where=where)
    if len(plain) - at < _BLOCK or any(plain[at:]):
        raise BundleError("something follows the end of the archive", where=where)
    check_file_names(files, where, folders=folders)
    return dict(sorted(files.items()))


def _header(name: str, size: int, where: str) -> bytes:
    prefix, short = _split(name.encode("ascii"), where)
    fields = b"%b%b%b%b%b" % (
        short.ljust(100, b"\0"),
        b"0000644\0" + b"0000000\0" * 2,
        b"%011o\0" % size,
        b"%011o\0" % 0,
        b" " * 8,
    )
    rest = _FILE + bytes(100) + _USTAR + bytes(64) + b"0000000\0" * 2 + prefix.ljust(155, b"\0")
    header = (fields + rest).ljust(_BLOCK, b"\0")
    return header[:148] + b"%06o\0 " % sum(header) + header[156:]


def _split(name: bytes, where: str) -> tuple[bytes, bytes]:
    """A name as ustar keeps it: up to 155 bytes of folders, up to 100 of the rest."""
    if len(name) <= 100:
        return b"", name
    at = name.find(b"/", len(name) - 101)
    if not 0 < at <= 155:
        raise BundleError(f"the name `{name.decode()}` is too long", where=where)
    return name[:at], name[at + 1 :]


def _stored(plain: bytes) -> bytes:
    """A gzip file (RFC 1952) of blocks that are not compressed (RFC 1951, 3.2.4)."""
    parts = [_GZIP_HEADER]
    for start in range(0, len(plain), _MOST_STORED):
        block = plain[start : start + _MOST_STORED]
        last = start + _MOST_STORED >= len(plain)
        size = len(block)
        parts += (
            b"\1" if last else b"\0",
            size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little"),
            block,
        )
    parts.append(zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little"))
    return b"".join(parts)


def _inflate(content: bytes, where: str) -> bytes:
    largest = MAX_BYTES
    if len(content) * MAX_RATIO < largest:
        largest = max(len(content) * MAX_RATIO, 1024 * 1024)
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(content, largest)
        if not stream.eof and stream.unconsumed_tail:
            # One byte more tells an archive of just that size from a larger one.
            plain += stream.decompress(stream.unconsumed_tail, 1)
    except zlib.error:
        raise BundleError(
            "this is no gzip file, or a damaged one", where=where, hint=_BUILD_HINT
        ) from None
    if len(plain) > largest:
        raise BundleError(
            f"the archive unpacks to more than {largest // 1024 // 1024} MiB", where=where
        )
    if not stream.eof:
        raise BundleError("the archive is cut off", where=where)
    if stream.unused_data:
        raise BundleError("something follows the end of the gzip file", where=where)
    return plain


def _read_header(header: bytes, where: str) -> tuple[str, int, bytes]:
    """Name, size and type of an entry."""
    if header[257:265] not in {_USTAR, _GNU}:
        raise BundleError("this is no tar file, or a damaged one", where=where, hint=_BUILD_HINT)
    blank = header[:148] + b" " * 8 + header[156:]
    if _octal(header[148:156]) != sum(blank):
        raise BundleError("the archive is damaged: a header's sum is wrong", where=where)
    encoded = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[257:265] == _USTAR else b""
    if prefix:
        encoded = prefix + b"/" + encoded
    # Names beyond ASCII are refused with the others that are not portable.
    name = encoded.decode("utf-8", "backslashreplace")
    kind = header[156:157]
    if kind not in {_FILE, _OLD_FILE, _FOLDER}:
        raise BundleError(
            f"`{name}` is {_KINDS.get(kind, 'of an unknown kind')}; "
            "a bundle holds plain files only",
            where=where,
            hint=_BUILD_HINT,
        )
    size = _octal(header[124:136])
    if size is None:
        raise BundleError(f"the size of `{name}` is no number", where=where)
    return name, size, kind


def _octal(field: bytes) -> int | None:
    digits = field.strip(b" \0")
    if not digits or not set(digits) <= set(b"01234567"):
        return None
    return int(digits, 8)

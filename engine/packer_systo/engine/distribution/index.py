"""`index.json`: which releases a folder has, for those who see it through a web server.

    {"releases": [{"name": "acme-images", "version": "1.2.0", "file": "acme-images-1.2.0.tar.gz"}]}

Nothing in it is believed: what it leads to is verified like any other release.
"""

from __future__ import annotations

import msgspec

from packer_systo.engine.bundle.archive import SUFFIXES
from packer_systo.engine.errors import SourceError

INDEX = "index.json"
LARGEST = 4 * 1024 * 1024


class Entry(msgspec.Struct, frozen=True, order=True):
    name: str
    version: str
    file: str


class _Index(msgspec.Struct):
    releases: list[Entry]


def read_index(content: bytes, where: str) -> list[Entry]:
    """The releases of an index. Raises SourceError, also for a file that is not beside it."""
    try:
        releases = msgspec.json.decode(content, type=_Index).releases
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"this is no index of releases: {error}", where=where) from None
    for entry in releases:
        if not is_file_name(entry.file):
            raise SourceError(
                f"the index names `{entry.file[:100]}`, which is no archive beside it", where=where
            )
    return releases


def write_index(entries: list[Entry]) -> bytes:
    """The index as bytes, the newest release of a bundle last."""
    from packer_systo.engine.distribution.versions import in_order, is_version

    versions = in_order({entry.version for entry in entries if is_version(entry.version)})
    place = {version: number for number, version in enumerate(versions)}
    ordered = sorted(entries, key=lambda one: (one.name, place.get(one.version, -1), one.file))
    return msgspec.json.format(msgspec.json.encode(_Index(ordered)), indent=2) + b"\n"


def with_entry(entries: list[Entry], entry: Entry) -> bytes:
    """The index with one release more, or with that version's entry in place of the one before."""
    kept = [one for one in entries if (one.name, one.version) != (entry.name, entry.version)]
    return write_index([*kept, entry])


def is_file_name(name: str) -> bool:
    """Whether a name is that of an archive, without any folder or anything else in it."""
    return (
        name.endswith(SUFFIXES)
        and not name.startswith(".")
        and all(one.isascii() and (one.isalnum() or one in "._+-") for one in name)
    )

"""What a result was made from: files, folders' names, environment variables."""

from __future__ import annotations

import os
from stat import S_ISDIR
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.reading import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.cache.digests import Digester

MISSING = b""
"""In place of a digest: no such file, folder or variable."""

UNSURE_NS = 20_000_000
"""A file changed this shortly before a run began may change again within the same time stamp."""


class Dependency(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`kind`: `f` a file's content, `d` the names in a folder, `e` an environment variable."""

    kind: str
    name: str
    digest: bytes


def look(kind: str, name: str, environment: Mapping[str, str], digester: Digester) -> bytes:
    """The digest of a dependency as it is now."""
    if kind == "e":
        value = environment.get(name)
        return MISSING if value is None else digester.of(os.fsencode(value))
    try:
        if kind == "d":
            return digester.of(*sorted(map(os.fsencode, os.listdir(name))))
        # A pipe must not be waited for, nor a device be read.
        if not os.path.isfile(name):
            return digester.of(b"not a file") if os.path.exists(name) else MISSING
        with open(name, "rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            return digester.of(b"too large", str(os.stat(name).st_size).encode())
        return digester.of(content)
    except (OSError, ValueError) as error:
        # Not readable is a state as well: a file that becomes readable changes the result.
        return digester.of(b"unreadable", type(error).__name__.encode())


def record(
    files: Iterable[str],
    folders: Iterable[str],
    variables: Iterable[str],
    environment: Mapping[str, str],
    digester: Digester,
) -> list[Dependency]:
    """All dependencies with their digests. Paths are absolute."""
    wanted = [("f", name) for name in sorted(set(files))]
    wanted += [("d", name) for name in sorted(set(folders))]
    wanted += [("e", name) for name in sorted(set(variables))]
    return [
        Dependency(kind, _storable(name), look(kind, name, environment, digester))
        for kind, name in wanted
    ]


def unchanged(
    dependencies: Iterable[Dependency],
    environment: Mapping[str, str],
    digester: Digester,
    seen: dict[tuple[str, str], bytes],
) -> bool:
    """Whether each dependency is as it was. `seen` keeps digests of this run: files are shared."""
    for dependency in dependencies:
        key = (dependency.kind, dependency.name)
        digest = seen.get(key)
        if digest is None:
            name = _openable(dependency.name)
            digest = seen[key] = look(dependency.kind, name, environment, digester)
        if digest != dependency.digest:
            return False
    return True


def settled(files: Iterable[str], began_ns: int) -> bool:
    """Whether no file was changed while or just before a run that `began_ns` (Unix time) read it.

    Where a folder stands in a file's place (`.git`), only that it is there was looked at.
    """
    for name in files:
        try:
            status = os.stat(name)
        except (OSError, ValueError):
            continue
        if status.st_mtime_ns > began_ns - UNSURE_NS and not S_ISDIR(status.st_mode):
            return False
    return True


def _storable(name: str) -> str:
    """File names are bytes on POSIX; what is no UTF-8 in one cannot be in an entry's text."""
    return os.fsencode(name).decode("latin-1")


def _openable(name: str) -> str:
    return os.fsdecode(name.encode("latin-1"))

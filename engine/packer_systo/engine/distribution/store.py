"""Fetched releases on this machine, each under the digest of its archive.

    <folder>/sha256/ab/cdef….tar.gz, and ….tar.gz.sigstore.json

Who can write there can only make a release unusable: what is read is compared with the digest that
`systo.lock` pins, each time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.errors import RefusedError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.release.verification import Release

FOLDER = "packer-systo"


def data_folder(environment: Mapping[str, str]) -> str:
    """`$XDG_DATA_HOME/packer-systo`, else `~/.local/share/packer-systo`, or empty without a home;
    on Windows below `%LOCALAPPDATA%`. As the XDG Base Directory Specification has it.
    """
    given = environment.get("XDG_DATA_HOME", "")
    if os.path.isabs(given):
        return os.path.join(given, FOLDER)
    if os.name == "nt":
        local = environment.get("LOCALAPPDATA", "")
        return os.path.join(local, FOLDER, "data") if local else ""
    home = environment.get("HOME", "")
    return os.path.join(home, ".local", "share", FOLDER) if os.path.isabs(home) else ""


class BundleStore:
    """The releases below `folder`."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def path(self, digest: str) -> str:
        algorithm, _, hexadecimal = digest.partition(":")
        return os.path.join(self.folder, algorithm, hexadecimal[:2], f"{hexadecimal[2:]}.tar.gz")

    def content(self, digest: str, where: str) -> bytes | None:
        """The archive, or None where it was not fetched. Raises RefusedError for a changed one."""
        from packer_systo.engine.bundle.archive import archive_digest, read_archive

        path = self.path(digest)
        if not os.path.isfile(path):
            return None
        content = read_archive(path, where)
        if archive_digest(content) != digest:
            raise RefusedError(
                "the fetched bundle is not what systo.lock pins: it was changed on this machine",
                where=where,
                hint=f"delete {path}, and run `systo-policy bundle pull`",
            )
        return content

    def sigstore(self, digest: str) -> bytes | None:
        """The sigstore bundle that was fetched with it, if one was."""
        from packer_systo.engine.release.sigstore_bundle import LARGEST, SUFFIX

        path = self.path(digest) + SUFFIX
        if not os.path.isfile(path):
            return None
        try:
            with open(path, "rb") as stream:
                return stream.read(LARGEST + 1)
        except OSError:
            return None

    def put(self, release: Release) -> None:
        """Keep a release. Raises SourceError, FixError."""
        from packer_systo.engine.release.files import write_release

        path = self.path(release.digest)
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"fetched bundles cannot be kept: {error.strerror or error}", where=self.folder
            ) from None
        write_release(path, release)

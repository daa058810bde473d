"""Releases in a folder, or one as a file.

A folder holds `NAME-VERSION.tar.gz` with `NAME-VERSION.tar.gz.sigstore.json` beside it, and an
`index.json`, so that a web server which serves the folder is a source as well. A folder with a
`.manifest` is a bundle's own: it is packed as it is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.archive import SUFFIXES, pack, read_archive, unpack
from packer_systo.engine.bundle.file_names import MANIFEST
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.manifest import read_manifest
from packer_systo.engine.distribution.index import INDEX, Entry, read_index, with_entry
from packer_systo.engine.errors import BundleError, SourceError
from packer_systo.engine.fixes.writing import write_file
from packer_systo.engine.release.files import read_release, write_release
from packer_systo.engine.release.verification import Release
from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from packer_systo.engine.distribution.places import Place

MOST_FILES = 20_000
"""Entries of a folder that are looked at."""


class LocalSource:
    """`name` is the bundle's, or empty for whatever is there, if that is one."""

    def __init__(self, place: Place, name: str) -> None:
        self._path = place.location
        self._where = shown_path(place.location)
        self._name = name

    def versions(self) -> list[str]:
        if not os.path.isdir(self._path):
            return [self._version(self._release().content)]
        if self._is_bundle():
            return [self._version(self._release().content)]
        return list(self._files())

    def fetch(self, version: str) -> Release:
        if not os.path.isdir(self._path) or self._is_bundle():
            return self._release()
        file = self._files().get(version)
        if file is None:
            raise SourceError(f"there is no release {version}", where=self._where)
        return read_release(os.path.join(self._path, file), f"{self._where}/{file}")

    def _is_bundle(self) -> bool:
        return os.path.isfile(os.path.join(self._path, MANIFEST))

    def _release(self) -> Release:
        if os.path.isdir(self._path):
            return Release(pack(read_folder(self._path, where=self._where), self._where))
        if not os.path.exists(self._path):
            raise SourceError("there is no such file or folder", where=self._where)
        return read_release(self._path, self._where)

    def _version(self, content: bytes) -> str:
        return read_version(content, self._where)[1]

    def _files(self) -> dict[str, str]:
        """The file of each version."""
        files: dict[str, str] = {}
        names: set[str] = set()
        others: set[str] = set()
        for file in _listed(self._path, self._where):
            name, version = split_file_name(file)
            if not version:
                continue
            if self._name and name != self._name:
                others.add(name)
                continue
            names.add(name)
            files[version] = file
        if others and not names:
            raise none_of(self._name, others, self._where)
        if len(names) > 1:
            raise SourceError(
                f"there are releases of {len(names)} bundles: {', '.join(sorted(names)[:5])}",
                where=self._where,
                hint="say which one is meant",
            )
        return files


def none_of(name: str, others: set[str], where: str) -> SourceError:
    """The error for a place that has releases, but none of this bundle."""
    from packer_systo.engine.spelling import did_you_mean

    return SourceError(
        f"there are no releases of `{name}`, but of {', '.join(sorted(others)[:5])}."
        f"{did_you_mean(name, others)}",
        where=where,
        hint="`name` is what the bundle is called in its .manifest",
    )


class LocalTarget:
    """A folder, which is made if it is not there."""

    def __init__(self, place: Place) -> None:
        self._path = place.location
        self._where = shown_path(place.location)

    def publish(self, release: Release, name: str, version: str) -> str:
        try:
            os.makedirs(self._path, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"the folder cannot be made: {error.strerror or error}", where=self._where
            ) from None
        if os.path.isfile(os.path.join(self._path, MANIFEST)):
            raise SourceError(
                "this is a bundle's own folder, not one of releases", where=self._where
            )
        file = f"{name}-{version}{SUFFIXES[0]}"
        path = os.path.join(self._path, file)
        if os.path.exists(path) and read_archive(path) != release.content:
            raise SourceError(
                f"there is another release {version} already; a released version never changes",
                where=f"{self._where}/{file}",
                hint="raise `revision` in the bundle's .manifest",
            )
        write_release(path, release)
        self._add_to_index(Entry(name, version, file))
        return f"{self._where}/{file}"

    def _add_to_index(self, entry: Entry) -> None:
        path = os.path.join(self._path, INDEX)
        entries: list[Entry] = []
        if os.path.exists(path):
            try:
                with open(path, "rb") as stream:
                    entries = read_index(stream.read(), f"{self._where}/{INDEX}")
            except OSError as error:
                raise SourceError(
                    f"the index cannot be read: {error.strerror or error}", where=self._where
                ) from None
        write_file(path, with_entry(entries, entry))


def split_file_name(file: str) -> tuple[str, str]:
    """`acme-images-1.2.0.tar.gz` as name and version; both empty for another form."""
    from packer_systo.engine.distribution.versions import is_version

    for suffix in SUFFIXES:
        if not file.endswith(suffix):
            continue
        stem = file.removesuffix(suffix)
        at = stem.find("-")
        while at > 0:
            if is_version(stem[at + 1 :]):
                return stem[:at], stem[at + 1 :]
            at = stem.find("-", at + 1)
    return "", ""


def read_version(content: bytes, where: str) -> tuple[str, str]:
    """Name and version that an archive's manifest states. Raises BundleError."""
    manifest = unpack(content, where).get(MANIFEST)
    if manifest is None:
        raise BundleError("this is no bundle: it has no .manifest", where=where)
    read = read_manifest(manifest, f"{where}/{MANIFEST}")
    return read.metadata.name, read.version


def _listed(path: str, where: str) -> list[str]:
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise SourceError(
            f"the folder cannot be read: {error.strerror or error}", where=where
        ) from None
    if len(names) > MOST_FILES:
        raise SourceError(f"the folder has more than {MOST_FILES} files", where=where)
    return names

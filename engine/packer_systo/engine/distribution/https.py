"""Releases from a web server: one archive by its URL, or a folder with an `index.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from packer_systo.engine.bundle.archive import MAX_PACKED, SUFFIXES
from packer_systo.engine.distribution.index import INDEX, LARGEST, read_index
from packer_systo.engine.distribution.local import none_of, read_version
from packer_systo.engine.distribution.web import get, prepare_session
from packer_systo.engine.errors import SourceError
from packer_systo.engine.release.sigstore_bundle import LARGEST as LARGEST_SIGSTORE
from packer_systo.engine.release.sigstore_bundle import SUFFIX
from packer_systo.engine.release.verification import Release

if TYPE_CHECKING:
    from packer_systo.engine.distribution.places import Place


class HttpsSource:
    """`name` is the bundle's, or empty for whatever the index has, if that is one."""

    def __init__(self, place: Place, name: str) -> None:
        self._url = place.location.rstrip("/")
        self._name = name
        self._session = prepare_session(requests.Session())
        self._files: dict[str, str] = {}
        self._one: Release | None = None

    def versions(self) -> list[str]:
        if self._url.endswith(SUFFIXES):
            return [read_version(self._release(self._url).content, self._url)[1]]
        return list(self._listed())

    def fetch(self, version: str) -> Release:
        if self._url.endswith(SUFFIXES):
            return self._release(self._url)
        file = self._listed().get(version)
        if file is None:
            raise SourceError(f"there is no release {version}", where=self._url)
        return self._release(f"{self._url}/{file}")

    def _listed(self) -> dict[str, str]:
        """The file of each version."""
        from packer_systo.engine.distribution.versions import is_version

        if self._files:
            return self._files
        where = f"{self._url}/{INDEX}"
        content = get(self._session, where, LARGEST, where)
        if content is None:
            raise SourceError(
                "there is no index of releases",
                where=where,
                hint="`systo-policy bundle push FILE FOLDER` writes one into the folder that the "
                "server serves; or name one archive by its whole URL",
            )
        releases = [entry for entry in read_index(content, where) if is_version(entry.version)]
        found = [one for one in releases if self._name in {"", one.name}]
        if releases and not found:
            raise none_of(self._name, {one.name for one in releases}, where)
        names = {entry.name for entry in found}
        if len(names) > 1:
            raise SourceError(
                f"there are releases of {len(names)} bundles",
                where=where,
                hint="say which one is meant",
            )
        self._files = {entry.version: entry.file for entry in found}
        return self._files

    def _release(self, url: str) -> Release:
        if self._one is not None and url == self._url:
            return self._one
        content = get(self._session, url, MAX_PACKED, url)
        if content is None:
            raise SourceError("there is no such file", where=url)
        sigstore = get(self._session, url + SUFFIX, LARGEST_SIGSTORE, url + SUFFIX)
        release = Release(content, sigstore)
        if url == self._url:
            self._one = release
        return release

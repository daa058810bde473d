"""Releases put to a web server that takes files: artifact repositories, WebDAV, object stores.

As in a folder: `NAME-VERSION.tar.gz`, its sigstore bundle beside it, and an `index.json`. What is
written last is what others look at first, so nobody sees half a release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from packer_systo.engine.bundle.archive import MAX_PACKED, SUFFIXES
from packer_systo.engine.distribution.index import INDEX, LARGEST, Entry, read_index, with_entry
from packer_systo.engine.distribution.web import find, get, prepare_session, put
from packer_systo.engine.errors import SourceError
from packer_systo.engine.release.sigstore_bundle import LARGEST as LARGEST_SIGSTORE
from packer_systo.engine.release.sigstore_bundle import SUFFIX

if TYPE_CHECKING:
    from packer_systo.engine.distribution.places import Place
    from packer_systo.engine.release.verification import Release

TRIES = 5
"""Of writing the index, where others write it as well."""


class HttpsTarget:
    """A folder of releases, or one archive by its whole URL, which then has no index."""

    def __init__(self, place: Place) -> None:
        self._url = place.location.rstrip("/")
        self._session = prepare_session(requests.Session())

    def publish(self, release: Release, name: str, version: str) -> str:
        if self._url.endswith(SUFFIXES):
            self._put(self._url, release, version)
            return self._url
        file = f"{name}-{version}{SUFFIXES[0]}"
        url = f"{self._url}/{file}"
        self._put(url, release, version)
        self._add_to_index(Entry(name, version, file))
        return url

    def _put(self, url: str, release: Release, version: str) -> None:
        there = get(self._session, url, MAX_PACKED, url)
        if there is not None and there != release.content:
            raise _taken(url, version)
        self._put_sigstore(url + SUFFIX, release.sigstore, first=there is None)
        if there is None and not put(self._session, url, release.content, url, instead_of=None):
            raise _taken(url, version)

    def _put_sigstore(self, url: str, sigstore: bytes | None, *, first: bool) -> None:
        before = find(self._session, url, LARGEST_SIGSTORE, url)
        if sigstore is not None:
            same = before is not None and before.content == sigstore
            if not same and not put(self._session, url, sigstore, url, instead_of=before):
                raise _changing(url)
        elif before is not None and first:
            raise SourceError(
                "a sigstore bundle of another release is there",
                where=url,
                hint="remove it from the server: who pulls would refuse this release for it",
            )

    def _add_to_index(self, entry: Entry) -> None:
        where = f"{self._url}/{INDEX}"
        for _ in range(TRIES):
            before = find(self._session, where, LARGEST, where)
            entries = [] if before is None else read_index(before.content, where)
            content = with_entry(entries, entry)
            if before is not None and before.content == content:
                return
            if put(self._session, where, content, where, instead_of=before):
                return
        raise _changing(where)


def _taken(url: str, version: str) -> SourceError:
    return SourceError(
        f"there is another release {version} already; a released version never changes",
        where=url,
        hint="raise `revision` in the bundle's .manifest",
    )


def _changing(where: str) -> SourceError:
    return SourceError(
        "somebody else writes it at the same time", where=where, hint="push once more"
    )

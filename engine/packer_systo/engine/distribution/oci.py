"""Releases in an OCI registry, as an artifact a version, through the client library `oras`.

An artifact has two layers, the archive and its sigstore bundle, and the version as its tag (with
`_` for `+`, which tags cannot have). Credentials come from `~/.docker/config.json`, or what
`DOCKER_CONFIG` names.

The library's own retries are not used (they would wait for two minutes before a refused connection
is told), nor its downloads: what comes is bounded, and compared with its digest here.
"""

from __future__ import annotations

import inspect
import os
import tempfile
from typing import TYPE_CHECKING

import msgspec
import requests
from oras.auth.basic import BasicAuth
from oras.container import Container
from oras.logger import setup_logger
from oras.oci import NewLayer
from oras.provider import Registry

from packer_systo.engine.bundle.archive import MAX_PACKED
from packer_systo.engine.distribution.versions import is_version
from packer_systo.engine.distribution.web import (
    prepare_session,
    problem,
    read_answer,
    refused,
)
from packer_systo.engine.errors import SourceError
from packer_systo.engine.hashing import sha256
from packer_systo.engine.release.sigstore_bundle import LARGEST, MEDIA_TYPE
from packer_systo.engine.release.verification import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from packer_systo.engine.distribution.places import Place

ARTIFACT = "application/vnd.packer-systo.bundle.v1"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
"""As `opa` and conftest call the layer of a bundle."""

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_TITLE = "org.opencontainers.image.title"
_VERSION = "org.opencontainers.image.version"

_LARGEST_MANIFEST = 1024 * 1024
_MOST_PAGES = 200
_OK = {200, 201, 202}
_NO_PASSWORD = {"Authorization": "Basic None"}
"""What the library has where it has none."""


class _Layer(msgspec.Struct):
    mediaType: str  # noqa: N815 - the name in the format
    digest: str
    size: int
    annotations: dict[str, str] | None = None


class _Manifest(msgspec.Struct):
    layers: list[_Layer]


class _Tags(msgspec.Struct):
    tags: list[str] | None = None


class _Client(Registry):
    """The library's client, without its retries, and with a password right away.

    The library waits to be asked for it each time; a registry that refuses an upload so may close the
    connection before all of it is sent.
    """

    def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str = "GET",
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
        json: dict[str, object] | None = None,
        stream: bool = False,
    ) -> requests.Response:
        once: Callable[..., requests.Response] = inspect.unwrap(Registry.do_request)
        if isinstance(self.auth, BasicAuth) and url.startswith(f"https://{self.hostname}/"):
            given = self.auth.get_auth_header()
            if given != _NO_PASSWORD:
                headers = {**(headers or {}), **given}
        return once(self, url, method, data, headers, json, stream)


class _Repository:
    """One name in one registry."""

    def __init__(self, place: Place) -> None:
        setup_logger(quiet=True)
        self.where = place.text
        host, _, name = place.location.partition("/")
        self._host = host
        self.container = _container(host, name)
        self._client: _Client | None = None

    @property
    def client(self) -> _Client:
        """Made at the first use, in the way that the registry asks for credentials."""
        if self._client is None:
            self._client = _Client(hostname=self._host, auth_backend=self._backend())
            # Credentials are the library's business here, not ~/.netrc's.
            prepare_session(self._client.session).auth = _no_credentials
            self._load_credentials(self._client)
        return self._client

    def _load_credentials(self, client: _Client) -> None:
        """Docker's own file, and the one that `DOCKER_CONFIG` names, which the library leaves out."""
        folder = os.environ.get("DOCKER_CONFIG", "")
        named = os.path.join(folder, "config.json") if folder else ""
        try:
            client.auth.load_configs(self.container, [named] if os.path.isfile(named) else None)
        except Exception as error:  # noqa: BLE001 - what is in the file, or a helper's answer
            raise SourceError(
                f"docker's credentials cannot be read ({type(error).__name__})",
                where=self.where,
                hint="look at ~/.docker/config.json, and the helper that it names",
            ) from None

    def _backend(self) -> str:
        with prepare_session(requests.Session()) as session:
            session.auth = _no_credentials
            response = session.get(f"https://{self._host}/v2/", stream=True)
            asked = response.headers.get("Www-Authenticate", "")
            response.close()
        return "basic" if asked.lower().startswith("basic") else "token"

    def get(
        self, path: str, largest: int, accept: str = ""
    ) -> tuple[bytes, Mapping[str, str]] | None:
        """Body and headers, or None for 404. Raises SourceError."""
        url = path if path.startswith("https://") else f"https://{self._host}/v2/{path}"
        headers = {"Accept-Encoding": "identity", **({"Accept": accept} if accept else {})}
        try:
            response = self.client.do_request(url, "GET", headers=headers, stream=True)
            if response.status_code == 404:
                response.close()
                return None
            self._check(response)
            return read_answer(response, largest, self.where), response.headers
        except SourceError:
            raise
        except Exception as error:  # noqa: BLE001 - the library raises ValueError and others
            raise self.problem(error) from None

    def _check(self, response: requests.Response) -> None:
        if response.status_code not in _OK:
            response.close()
            raise refused(response.status_code, self.where)

    def problem(self, error: Exception) -> SourceError:
        if isinstance(error, AttributeError) or "authentication" in str(error):
            return refused(401, self.where)  # its way to say that it has no credentials
        return problem(error, self.where)

    def blob(self, layer: _Layer, largest: int) -> bytes:
        if layer.size > largest:
            raise SourceError(
                f"a layer has {layer.size} bytes, more than a bundle has", where=self.where
            )
        got = self.get(f"{self.container.api_prefix}/blobs/{layer.digest}", largest)
        if got is None:
            raise SourceError("the registry has lost a part of the release", where=self.where)
        if f"sha256:{sha256(got[0]).hexdigest()}" != layer.digest:
            raise SourceError("the registry gives something else than it says", where=self.where)
        return got[0]

    def manifest(self, tag: str) -> _Manifest | None:
        got = self.get(
            f"{self.container.api_prefix}/manifests/{tag}", _LARGEST_MANIFEST, accept=MANIFEST
        )
        if got is None:
            return None
        try:
            return msgspec.json.decode(got[0], type=_Manifest)
        except (msgspec.DecodeError, RecursionError):
            raise SourceError(f"`{tag}` is no bundle's release", where=self.where) from None


class OciSource:
    """The tags of a name; a tag in the place is the only one."""

    def __init__(self, place: Place) -> None:
        self._tag = place.tag
        self._repository = _Repository(place)

    def versions(self) -> list[str]:
        found = [tag.replace("_", "+") for tag in self._tags()]
        return [version for version in found if is_version(version)]

    def fetch(self, version: str) -> Release:
        repository = self._repository
        manifest = repository.manifest(_tag(version))
        if manifest is None:
            raise SourceError(f"there is no release {version}", where=repository.where)
        archive = [one for one in manifest.layers if one.mediaType == LAYER]
        sigstore = [one for one in manifest.layers if one.mediaType == MEDIA_TYPE]
        if len(archive) != 1 or len(sigstore) > 1:
            raise SourceError(
                f"`{version}` is no bundle's release: it has other layers", where=repository.where
            )
        return Release(
            repository.blob(archive[0], MAX_PACKED),
            repository.blob(sigstore[0], LARGEST) if sigstore else None,
        )

    def _tags(self) -> list[str]:
        if self._tag:
            return [self._tag]
        repository = self._repository
        path = f"{repository.container.api_prefix}/tags/list"
        tags: list[str] = []
        for _ in range(_MOST_PAGES):
            got = repository.get(path, _LARGEST_MANIFEST)
            if got is None:
                raise SourceError("the registry has no such name", where=repository.where)
            try:
                tags += msgspec.json.decode(got[0], type=_Tags).tags or []
            except (msgspec.DecodeError, RecursionError):
                raise SourceError(
                    "the registry's list cannot be read", where=repository.where
                ) from None
            following = requests.utils.parse_header_links(got[1].get("Link", ""))
            after = [one["url"] for one in following if one.get("rel") == "next"]
            if not after:
                return tags
            path = after[0].partition("/v2/")[2]
        raise SourceError("the registry's list does not end", where=repository.where)


class OciTarget:
    """A name that takes a tag."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._repository = _Repository(place)

    def publish(self, release: Release, name: str, version: str) -> str:
        repository = self._repository
        tag = self._place.tag or _tag(version)
        if tag != _tag(version):
            raise SourceError(f"the tag `{tag}` is not that of {version}", where=repository.where)
        digest = f"sha256:{sha256(release.content).hexdigest()}"
        there = repository.manifest(tag)
        if there is not None and digest not in {one.digest for one in there.layers}:
            raise SourceError(
                f"there is another release {version} already; a released version never changes",
                where=repository.where,
                hint="raise `revision` in the bundle's .manifest",
            )
        with tempfile.TemporaryDirectory(prefix="systo-oci-") as folder:
            try:
                self._push(folder, release, f"{name}-{version}.tar.gz", tag, version)
            except SourceError:
                raise
            except Exception as error:  # noqa: BLE001 - the library raises ValueError and others
                raise repository.problem(error) from None
        return f"{self._place.text.removesuffix(f':{tag}')}:{tag}"

    def _push(self, folder: str, release: Release, file: str, tag: str, version: str) -> None:
        repository = self._repository
        parts = [(file, LAYER, release.content)]
        if release.sigstore is not None:
            parts.append((f"{file}.sigstore.json", MEDIA_TYPE, release.sigstore))
        layers = [
            {**self._upload(folder, title, media_type, content), "annotations": {_TITLE: title}}
            for title, media_type, content in parts
        ]
        config = self._upload(folder, "config", "application/vnd.oci.empty.v1+json", b"{}")
        container = repository.container
        container.tag = tag
        manifest: dict[str, object] = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "artifactType": ARTIFACT,
            "config": config,
            "layers": layers,
            "annotations": {_VERSION: version},
        }
        self._check(repository.client.upload_manifest(manifest, container))

    def _upload(
        self, folder: str, title: str, media_type: str, content: bytes
    ) -> dict[str, object]:
        path = os.path.join(folder, title)
        with open(path, "wb") as stream:
            stream.write(content)
        layer: dict[str, object] = NewLayer(path, media_type=media_type)
        self._check(self._repository.client.upload_blob(path, self._repository.container, layer))
        return layer

    def _check(self, response: requests.Response) -> None:
        if response.status_code not in _OK:
            raise refused(response.status_code, self._repository.where)


def _container(host: str, name: str) -> Container:
    """The library's form of a name, set part by part: it would take a dot for a host's."""
    container = Container("name", registry=host)
    namespace, _, container.repository = name.rpartition("/")
    container.namespace = namespace or None
    return container


def _tag(version: str) -> str:
    return version.replace("+", "_")


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request

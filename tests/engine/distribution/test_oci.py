"""Releases in a real OCI registry, with TLS and credentials."""

from __future__ import annotations

import json
import shutil
from ssl import SSLEOFError
from typing import TYPE_CHECKING, Any

import pytest
import requests
from oras.provider import Registry
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import MaxRetryError, SSLError

from oci_registry import PASSWORD, oci_registry, registry_program, write_docker_config
from packer_systo.cli.main import main
from packer_systo.engine.bundle.archive import MAX_PACKED
from packer_systo.engine.distribution.oci import LAYER, OciSource
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.errors import SourceError
from packer_systo.engine.release.sigstore_bundle import MEDIA_TYPE
from pinned_scene import CHECK, Project
from tls_server import Answer, tls_server, write_certificate

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


_POOL = HTTPSConnectionPool("127.0.0.1")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Generator[str, None, None]:
    program = registry_program()
    if program is None:
        pytest.skip("docker-registry is not on PATH (Debian's package of that name)")
    folder = tmp_path_factory.mktemp("oci") / "registry"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(folder / "server.crt"))
        with oci_registry(program, folder) as host:
            yield host


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("HOME", str(tmp_path))
    made = Project(tmp_path / "work")
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def place(registry: str, project: Project, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    write_docker_config(tmp_path / "docker", registry)
    name = "".join(one if one.isalnum() else "-" for one in request.node.name.lower())
    return f"oci://{registry}/policies/{name[:60].strip('-')}"


@pytest.mark.parity
def test_a_release_is_pushed_pinned_and_judges(
    project: Project, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place)) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{place}:1.2.0: small 1.2.0\n")
    assert said.err == ""
    source = OciSource(read_place(place, "/"))
    assert source.versions() == ["1.2.0"]
    assert source.fetch("1.2.0") == project.release
    project.settings(source=place)
    assert main(("bundle", "update")) == 0
    assert main(CHECK) == 1
    project.publish("1.3.0+build.7", place)
    assert main(("bundle", "update")) == 0
    assert project.pin().version == "1.3.0+build.7"
    pulled = ("bundle", "pull", f"{place}:1.2.0", "--key", "security.pub", "-o", "images")
    assert main(pulled) == 0
    # Pushing it again changes nothing.
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place)) == 0


@pytest.mark.parity
def test_a_connection_that_breaks_off_is_no_matter_of_trust(
    project: Project,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    end = SSLEOFError(8, "EOF occurred in violation of protocol")

    def breaking(*_: object) -> None:
        raise requests.exceptions.SSLError(MaxRetryError(_POOL, "/v2/", SSLError(end)))

    monkeypatch.setattr(Registry, "upload_blob", breaking)
    assert project.release
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place)) == 2
    assert "the server broke the connection off" in capsys.readouterr().err


@pytest.mark.parity
def test_the_password_is_given_with_each_request(
    project: Project, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is refused first may find its connection closed while it still sends its body."""
    refused: list[str] = []
    request = requests.Session.request

    def noted(session: requests.Session, method: str, url: str, **more: Any) -> requests.Response:
        response = request(session, method, url, **more)
        if response.status_code == 401 and not url.endswith("/v2/"):
            refused.append(f"{method} {url}")
        return response

    monkeypatch.setattr(requests.Session, "request", noted)
    assert project.release
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place)) == 0
    assert refused == []


@pytest.mark.parity
def test_a_tag_never_changes(
    project: Project, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project.publish("1.2.0", place)
    file = project.write(project.released("1.2.0", key="other"))
    assert main(("bundle", "push", file.name, place)) == 2
    assert "another release 1.2.0 already" in capsys.readouterr().err


@pytest.mark.parity
def test_other_credentials_are_refused_and_not_shown(
    project: Project,
    place: str,
    registry: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_docker_config(tmp_path / "docker", registry, password="wrong-password")
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place)) == 2
    shutil.rmtree(tmp_path / "docker")
    assert main(("bundle", "pull", place)) == 2
    said = capsys.readouterr()
    assert said.err.count("wants other credentials (401)") == 2
    assert "~/.docker/config.json" in said.err
    for secret in ("wrong-password", PASSWORD, "Basic"):
        assert secret not in said.err + said.out


@pytest.mark.parity
def test_a_registry_that_is_not_trusted(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SourceError, match="certificate is not trusted"):
        OciSource(read_place(place, "/")).versions()


@pytest.mark.parity
def test_what_is_not_there_is_said(project: Project, place: str) -> None:
    with pytest.raises(SourceError, match="no such name"):
        OciSource(read_place(place, "/")).versions()
    project.publish("1.2.0", place)
    with pytest.raises(SourceError, match=r"no release 3\.0\.0"):
        OciSource(read_place(place, "/")).fetch("3.0.0")


def test_a_registry_that_is_not_reached(project: Project) -> None:
    with pytest.raises(SourceError, match="cannot be reached: nothing listens at its port"):
        OciSource(read_place("oci://127.0.0.1:9/x", "/")).versions()


def layer(digest: str, size: int, kind: str = LAYER) -> dict[str, str | int]:
    return {"mediaType": kind, "digest": digest, "size": size}


def manifest_of(*layers: dict[str, str | int]) -> bytes:
    return json.dumps({"layers": layers}).encode()


X = "sha256:0"


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (b"{}", "no bundle's release"),
        (b"<html>", "no bundle's release"),
        (manifest_of(), "other layers"),
        (manifest_of(layer(X, 1), layer(X, 1)), "other layers"),
        (manifest_of(layer(X, 1, MEDIA_TYPE)), "other layers"),
        (manifest_of(layer(X, MAX_PACKED * 2)), "more than a bundle has"),
        (manifest_of(layer(X, 1)), "something else"),
        (manifest_of(layer("sha256:1", 1)), "has lost a part"),
        (b"x" * 2_000_000, "larger than"),
    ],
)
def test_a_registry_that_says_something_else(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: bytes, reason: str
) -> None:
    write_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.crt"))
    with tls_server(tmp_path, tmp_path) as server:
        server.answers["/v2/"] = Answer()
        server.answers["/v2/a/b/manifests/1.2.0"] = Answer(body=manifest)
        server.answers[f"/v2/a/b/blobs/{X}"] = Answer(body=b"x")
        source = OciSource(read_place(f"oci://127.0.0.1:{server.port}/a/b", "/"))
        with pytest.raises(SourceError, match=reason):
            source.fetch("1.2.0")


def test_a_list_of_tags_that_does_not_end(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.crt"))
    with tls_server(tmp_path, tmp_path) as server:
        server.answers["/v2/"] = Answer()
        again = (("Link", '</v2/a/b/tags/list?n=1>; rel="next"'),)
        for path in ("/v2/a/b/tags/list", "/v2/a/b/tags/list?n=1"):
            server.answers[path] = Answer(body=b'{"tags": ["1.0.0"]}', headers=again)
        source = OciSource(read_place(f"oci://127.0.0.1:{server.port}/a/b", "/"))
        with pytest.raises(SourceError, match="does not end"):
            source.versions()

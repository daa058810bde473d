"""Releases over https: from a folder that a web server serves, bounded, and nothing but https."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from packer_systo.cli.main import main
from packer_systo.engine.distribution import web
from packer_systo.engine.distribution.https import HttpsSource
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.errors import SourceError
from pinned_scene import CHECK, Project
from tls_server import Answer, TlsServer, tls_server, write_certificate

if TYPE_CHECKING:
    from collections.abc import Generator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

SECRET = "hunter2hunter2"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = Project(tmp_path / "work")
    monkeypatch.chdir(made.folder)
    made.publish("1.2.0", "public")
    return made


@pytest.fixture
def server(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[TlsServer, None, None]:
    write_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.crt"))
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login somebody password {SECRET}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with tls_server(project.folder / "public", tmp_path) as made:
        yield made


def source(url: str, name: str = "small") -> HttpsSource:
    return HttpsSource(read_place(url, "/"), name)


def test_a_folder_that_push_made_is_a_source(
    project: Project, server: TlsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    project.settings(source=server.url)
    assert main(("bundle", "update")) == 0
    assert main(CHECK) == 1
    project.publish("1.3.0", "public")
    assert main(("bundle", "update")) == 0
    assert "1.2.0 to 1.3.0" in capsys.readouterr().out
    asked = [one.path for one in server.asked]
    assert "/index.json" in asked
    assert "/small-1.3.0.tar.gz.sigstore.json" in asked
    # A check asks nobody.
    assert main(CHECK) == 1
    assert len(server.asked) == len(asked)


def test_one_archive_by_its_url(project: Project, server: TlsServer) -> None:
    project.settings(source=f"{server.url}/small-1.2.0.tar.gz")
    assert main(("bundle", "update")) == 0
    assert project.pin().version == "1.2.0"
    assert main(CHECK) == 1


def test_credentials_of_netrc_are_used_and_not_shown(
    project: Project, server: TlsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["/index.json"] = Answer(403, b"no")
    project.settings(source=server.url)
    assert main(("bundle", "update")) == 2
    said = capsys.readouterr().err
    assert "wants other credentials (403)" in said
    assert server.asked[0].authorization.startswith("Basic ")
    assert SECRET not in said
    assert server.asked[0].authorization.removeprefix("Basic ") not in said


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:1/small-1.2.0.tar.gz", "file:///etc/passwd", "ftp://127.0.0.1/x"]
)
def test_a_redirect_leads_to_https_alone(server: TlsServer, place: str) -> None:
    server.answers["/small-1.2.0.tar.gz"] = Answer(302, headers=(("Location", place),))
    with pytest.raises(SourceError, match="not https"):
        source(f"{server.url}/small-1.2.0.tar.gz").versions()


def test_a_redirect_over_https_is_followed_without_credentials_for_another_host(
    server: TlsServer,
) -> None:
    there = f"https://localhost:{server.port}/small-1.2.0.tar.gz"
    server.answers["/moved.tar.gz"] = Answer(302, headers=(("Location", there),))
    assert source(f"{server.url}/moved.tar.gz").versions() == ["1.2.0"]
    assert [one.authorization != "" for one in server.asked[:2]] == [True, False]


def test_a_redirect_that_does_not_end(server: TlsServer) -> None:
    server.answers["/x.tar.gz"] = Answer(302, headers=(("Location", "/x.tar.gz"),))
    with pytest.raises(SourceError, match="more than 5 times"):
        source(f"{server.url}/x.tar.gz").versions()


def test_what_is_too_large_is_not_read_to_its_end(server: TlsServer) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        for _ in range(3000):
            handler.wfile.write(bytes(1024 * 1024))
            sent += 1

    server.answers["/x.tar.gz"] = endless
    with pytest.raises(SourceError, match="larger than"):
        source(f"{server.url}/x.tar.gz").versions()
    assert sent < 100


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_comes_with_an_error_or_a_redirect_is_not_read(server: TlsServer, status: int) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(status)
        handler.send_header("Location", "/small-1.2.0.tar.gz")
        handler.end_headers()
        for _ in range(3000):
            handler.wfile.write(bytes(1024 * 1024))
            sent += 1

    server.answers["/x.tar.gz"] = endless
    if status == 302:
        assert source(f"{server.url}/x.tar.gz").versions() == ["1.2.0"]
    else:
        with pytest.raises(SourceError, match=r"no such file|answers 500"):
            source(f"{server.url}/x.tar.gz").versions()
    assert sent < 100


def test_a_server_that_is_slow(server: TlsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ANSWER", 0.3)
    monkeypatch.setattr(web, "WHOLE", 1.0)

    def silent(handler: BaseHTTPRequestHandler) -> None:
        del handler
        time.sleep(2)

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    server.answers["/silent.tar.gz"] = silent
    server.answers["/dripping.tar.gz"] = dripping
    started = time.monotonic()
    with pytest.raises(SourceError, match="in time"):
        source(f"{server.url}/silent.tar.gz").versions()
    with pytest.raises(SourceError, match="takes longer"):
        source(f"{server.url}/dripping.tar.gz").versions()
    assert time.monotonic() - started < 5


def test_a_certificate_that_is_not_trusted(
    server: TlsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SourceError, match="certificate is not trusted") as refused:
        source(server.url).versions()
    assert "REQUESTS_CA_BUNDLE" in refused.value.hint
    assert server.asked == []


def test_a_server_that_is_not_there(server: TlsServer) -> None:
    with pytest.raises(SourceError, match="cannot be reached: nothing listens at its port"):
        source("https://127.0.0.1:9/x.tar.gz").versions()
    with pytest.raises(SourceError, match="cannot be reached: there is no such host"):
        source("https://systo.invalid/x.tar.gz").versions()


def test_a_bundle_that_is_called_otherwise(project: Project, server: TlsServer) -> None:
    with pytest.raises(SourceError, match=r"no releases of `smal`, but of small\. Did you mean"):
        source(server.url, "smal").versions()


def test_a_proxy_s_password_is_not_shown(
    server: TlsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://somebody:{SECRET}@127.0.0.1:9")
    with pytest.raises(SourceError, match="proxy cannot be reached") as refused:
        source(server.url).versions()
    assert SECRET not in str(refused.value) + refused.value.hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>", "no index of releases"),
        (b"[" * 100_000, "no index of releases"),
        (b'{"releases": [{"name": "small", "version": "1.2.0"}]}', "no index of releases"),
        (
            b'{"releases": [{"name": "small", "version": "1.2.0", "file": "../x.tar.gz"}]}',
            "no archive beside it",
        ),
        (
            b'{"releases": [{"name": "s", "version": "1.2.0", "file": "https://x/x.tar.gz"}]}',
            "no archive beside it",
        ),
    ],
)
def test_an_index_that_is_none(server: TlsServer, content: bytes, reason: str) -> None:
    server.answers["/index.json"] = Answer(body=content)
    with pytest.raises(SourceError, match=reason):
        source(server.url).versions()


def test_what_is_missing_is_named(server: TlsServer, project: Project) -> None:
    with pytest.raises(SourceError, match="no releases of `large`, but of small"):
        source(server.url, "large").versions()
    with pytest.raises(SourceError, match=r"no release 9\.9\.9"):
        source(server.url).fetch("9.9.9")
    (project.folder / "public/index.json").unlink()
    with pytest.raises(SourceError, match="no index of releases"):
        source(server.url).versions()

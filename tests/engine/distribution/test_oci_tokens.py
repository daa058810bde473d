"""Registries that give tokens (`Bearer`), as the public ones do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oci_registry import PASSWORD, write_docker_config
from packer_systo.engine.distribution.oci import OciSource
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.errors import SourceError
from tls_server import Answer, TlsServer, tls_server, write_certificate

if TYPE_CHECKING:
    from collections.abc import Generator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

TOKEN = "a-token-for-pulling"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[TlsServer, None, None]:
    write_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.crt"))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with tls_server(tmp_path, tmp_path) as made:
        asks_for_tokens(made, f"{made.url}/token")
        made.answers["/token?service=tests&scope=repository%3Aa%2Fb%3Apull"] = Answer(
            body=json.dumps({"token": TOKEN}).encode()
        )
        yield made


def asks_for_tokens(server: TlsServer, realm: str) -> None:
    asked = f'Bearer realm="{realm}",service="tests",scope="repository:a/b:pull"'

    def tags(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("Authorization") == f"Bearer {TOKEN}"
        body = b'{"tags": ["1.2.0"]}' if known else b"{}"
        handler.send_response(200 if known else 401)
        if not known:
            handler.send_header("Www-Authenticate", asked)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.answers["/v2/a/b/tags/list"] = tags
    server.answers["/v2/"] = Answer(401, headers=(("Www-Authenticate", asked),))


def source(server: TlsServer) -> OciSource:
    return OciSource(read_place(f"oci://127.0.0.1:{server.port}/a/b", "/"))


def test_anybody_gets_a_token(server: TlsServer) -> None:
    assert source(server).versions() == ["1.2.0"]
    assert [one.authorization for one in server.asked if one.path.startswith("/token")] == [""]


def test_credentials_go_to_where_tokens_come_from(server: TlsServer, tmp_path: Path) -> None:
    write_docker_config(tmp_path / "docker", f"127.0.0.1:{server.port}")
    assert source(server).versions() == ["1.2.0"]
    (token,) = [one for one in server.asked if one.path.startswith("/token")]
    assert token.authorization.startswith("Basic ")
    assert [one.authorization for one in server.asked if one.path.endswith("list")] == [
        "",
        f"Bearer {TOKEN}",
    ]


def test_credentials_never_go_over_http(server: TlsServer, tmp_path: Path) -> None:
    write_docker_config(tmp_path / "docker", f"127.0.0.1:{server.port}")
    asks_for_tokens(server, f"http://127.0.0.1:{server.port}/token")
    with pytest.raises(SourceError, match="not https"):
        source(server).versions()
    assert not any(one.authorization for one in server.asked)


def test_a_token_that_is_refused(server: TlsServer, tmp_path: Path) -> None:
    write_docker_config(tmp_path / "docker", f"127.0.0.1:{server.port}")
    server.answers["/token?service=tests&scope=repository%3Aa%2Fb%3Apull"] = Answer(401)
    with pytest.raises(SourceError, match="wants other credentials") as refused:
        source(server).versions()
    assert PASSWORD not in str(refused.value) + refused.value.hint


def test_docker_s_file_that_cannot_be_read(server: TlsServer, tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/config.json").write_text(f'{{"auths": "{PASSWORD}')
    with pytest.raises(SourceError, match="credentials cannot be read") as refused:
        source(server).versions()
    assert PASSWORD not in str(refused.value) + refused.value.hint

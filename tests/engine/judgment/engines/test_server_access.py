"""Who may ask an OPA server, and who it is that answers: tokens, TLS, mutual TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.engines.asking import JUDGED, asked, expected
from engine.judgment.engines.certificates import authority, issued
from engine.judgment.engines.servers import opa_server, written
from opa_program import opa_program
from packer_systo.engine.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> str:
    opa_program()
    return str(written(JUDGED, tmp_path / "bundle"))


@pytest.mark.parity
def test_a_token_lets_in_and_is_never_shown(tmp_path: Path, folder: str) -> None:
    authorization = tmp_path / "authorization"
    authorization.mkdir()
    (authorization / ".manifest").write_text('{"roots": ["system/authz"]}')
    (authorization / "authz.rego").write_text(
        "package system.authz\n\nimport rego.v1\n\ndefault allow := false\n\n"
        'allow if input.identity == "canary-token-5150"\n'
    )
    options = ("--authentication=token", "--authorization=basic", "-b", str(authorization))
    with opa_server("-b", folder, *options) as server:
        found, _ = asked(
            JUDGED,
            server.url,
            token_variable="POLICY_TOKEN",
            environment={"POLICY_TOKEN": "canary-token-5150\n"},
        )
        assert found == expected(JUDGED)
        (tmp_path / "token").write_text("canary-token-wrong\n")
        for file in ("", str(tmp_path / "token")):
            with pytest.raises(EngineError, match="it refuses to answer") as caught:
                asked(JUDGED, server.url, token_file=file)
            assert "canary" not in str(caught.value) + caught.value.hint
            assert "token-file" in caught.value.hint


@pytest.mark.parity
def test_tls_needs_the_ca_and_mutual_tls_the_certificate(tmp_path: Path, folder: str) -> None:
    ca = authority(tmp_path, "ca")
    other = authority(tmp_path, "other")
    certificate, key = issued(tmp_path, ca, "server")
    own, own_key = issued(tmp_path, ca, "client")
    tls = ("--tls-cert-file", certificate, "--tls-private-key-file", key)
    with opa_server("-b", folder, *tls, scheme="https") as server:
        assert asked(JUDGED, server.url, ca_file=ca.file)[0] == expected(JUDGED)
        for file in ("", other.file):
            with pytest.raises(EngineError, match="TLS fails") as caught:
                asked(JUDGED, server.url, ca_file=file)
            assert "ca-file" in caught.value.hint
    mutual = (*tls, "--tls-ca-cert-file", ca.file, "--authentication=tls")
    with opa_server("-b", folder, *mutual, scheme="https") as server:
        found, _ = asked(
            JUDGED,
            server.url,
            ca_file=ca.file,
            certificate_file=own,
            key_file=own_key,
        )
        assert found == expected(JUDGED)
        with pytest.raises(EngineError):
            asked(JUDGED, server.url, ca_file=ca.file)


@pytest.mark.parity
def test_the_environment_overrides_neither_ca_nor_token(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with opa_server("-b", folder) as server:
        assert asked(JUDGED, server.url)[0] == expected(JUDGED)

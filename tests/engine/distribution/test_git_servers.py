"""Releases in repositories that are reached over https and ssh, with real servers on loopback."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from engine.distribution.git_servers import PASSWORD, USER, http_backend, https, ssh, ssh_server
from engine.judgment.engines.certificates import authority, issued
from packer_systo.cli.main import main
from pinned_scene import CHECK, Project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parity,
]

needs_https = pytest.mark.skipif(http_backend() is None, reason="git-http-backend is not here")
needs_ssh = pytest.mark.skipif(ssh_server() is None, reason="sshd or ssh is not here")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    bare = tmp_path / "served" / "policies.git"
    bare.mkdir(parents=True)
    for command in (["init", "--quiet", "--bare", "."], ["config", "http.receivepack", "true"]):
        subprocess.run(["git", *command], cwd=bare, check=True)
    return bare


def round_trip(project: Project, source: str) -> None:
    """Publish, pin, judge, publish anew, and move the pin: all over the network."""
    assert main(("bundle", "push", "small-1.2.0.tar.gz", source)) == 0
    project.settings(source=source)
    assert main(("bundle", "update")) == 0
    assert project.pin().version == "1.2.0"
    assert main(CHECK) == 1
    project.publish("1.3.0", source)
    assert main(("bundle", "update")) == 0
    assert project.pin().version == "1.3.0"


@needs_https
def test_https_with_a_password(
    project: Project,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ca = authority(tmp_path, "ca")
    with https(repository.parent, *issued(tmp_path, ca, "server")) as port:
        source = f"git+https://127.0.0.1:{port}/policies.git"
        # A server whose certificate nobody knows, then one that asks who we are.
        assert main(("bundle", "push", "small-1.2.0.tar.gz", source)) == 2
        monkeypatch.setenv("GIT_SSL_CAINFO", ca.file)
        assert main(("bundle", "push", "small-1.2.0.tar.gz", source)) == 2
        assert "failed" in capsys.readouterr().err
        helper = tmp_path / "askpass"
        helper.write_text(
            f'#!/bin/sh\ncase "$1" in User*) echo {USER};; *) echo {PASSWORD};; esac\n'
        )
        helper.chmod(0o700)
        monkeypatch.setenv("GIT_ASKPASS", str(helper))
        round_trip(project, source)
    assert main(CHECK) == 1, "what was fetched judges without the server"
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err
    assert PASSWORD not in (project.folder / "systo.lock").read_text()


@needs_ssh
def test_ssh_with_a_key(
    project: Project,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ssh(tmp_path / "ssh") as (port, command):
        source = f"git+ssh://127.0.0.1:{port}{repository}"
        monkeypatch.setenv("GIT_SSH_COMMAND", command.replace("/own", "/other"))
        assert main(("bundle", "push", "small-1.2.0.tar.gz", source)) == 2
        assert "`git ls-remote` failed" in capsys.readouterr().err
        monkeypatch.setenv("GIT_SSH_COMMAND", command)
        round_trip(project, source)
    assert main(CHECK) == 1, "what was fetched judges without the server"
    assert main(("bundle", "update")) == 2
    assert "failed" in capsys.readouterr().err

"""Releases put to a web server: as in a folder, never replaced, and seen by `pull` at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from packer_systo.cli.main import main
from packer_systo.engine.release.files import write_release
from pinned_scene import CHECK, Project
from tls_server import Answer, TlsServer, tls_server, write_certificate

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

FILE = "small-1.2.0.tar.gz"
SECRET = "hunter2hunter2"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = Project(tmp_path / "work")
    monkeypatch.chdir(made.folder)
    write_release(str(made.folder / FILE), made.released("1.2.0"))
    return made


@pytest.fixture
def server(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Generator[TlsServer, None, None]:
    del project
    (tmp_path / "served").mkdir()
    write_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.crt"))
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login somebody password {SECRET}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with tls_server(tmp_path / "served", tmp_path) as made:
        made.takes_files = True
        yield made


def test_what_is_put_is_pinned_and_enforced(
    project: Project, server: TlsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    place = f"{server.url}/team/policies/"
    assert main(("bundle", "push", FILE, place, "--key", "security.pub")) == 0
    assert f"{place}{FILE}: small 1.2.0" in capsys.readouterr().out
    # What leads to the others is written last.
    folder = "/team/policies/"
    assert server.put == [
        folder + FILE + ".sigstore.json",
        folder + FILE,
        folder + "index.json",
    ]
    project.settings(source=place)
    assert main(("bundle", "update")) == 0
    assert main(CHECK) == 1
    write_release("small-1.3.0.tar.gz", project.released("1.3.0"))
    assert main(("bundle", "push", "small-1.3.0.tar.gz", place)) == 0
    assert main(("bundle", "update")) == 0
    assert "1.2.0 to 1.3.0" in capsys.readouterr().out


def test_one_archive_by_its_url(project: Project, server: TlsServer) -> None:
    url = f"{server.url}/latest.tar.gz"
    assert main(("bundle", "push", FILE, url)) == 0
    assert server.put == ["/latest.tar.gz.sigstore.json", "/latest.tar.gz"]
    project.settings(source=url)
    assert main(("bundle", "update")) == 0
    assert project.pin().version == "1.2.0"


def test_a_published_version_never_changes(
    project: Project, server: TlsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("bundle", "push", FILE, server.url)) == 0
    before = list(server.put)
    assert main(("bundle", "push", FILE, server.url)) == 0
    assert server.put == before, "nothing is written twice"
    write_release(FILE, project.released("1.2.0", key="other"))
    assert main(("bundle", "push", FILE, server.url)) == 2
    assert "there is another release 1.2.0 already" in capsys.readouterr().err
    assert server.put == before


def test_a_version_that_another_publishes_meanwhile(
    project: Project, server: TlsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    del project
    server.before_put[f"/{FILE}"] = lambda: _write(server.folder / FILE, b"of another")
    assert main(("bundle", "push", FILE, server.url)) == 2
    assert "there is another release 1.2.0 already" in capsys.readouterr().err
    assert (server.folder / FILE).read_bytes() == b"of another"


def test_an_index_that_another_writes_meanwhile_loses_nothing(
    project: Project, server: TlsServer
) -> None:
    entry = {"name": "other", "version": "2.0.0", "file": "other-2.0.0.tar.gz"}
    index = server.folder / "index.json"
    server.before_put["/index.json"] = lambda: _write(
        index, json.dumps({"releases": [entry]}).encode()
    )
    assert main(("bundle", "push", FILE, server.url)) == 0
    names = [one["name"] for one in json.loads(index.read_bytes())["releases"]]
    assert names == ["other", "small"]
    del project


def test_a_sigstore_bundle_of_another_release_is_not_left_beside_one_without(
    project: Project, server: TlsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.folder / f"{FILE}.sigstore.json").unlink()
    _write(server.folder / f"{FILE}.sigstore.json", b"{}")
    assert main(("bundle", "push", FILE, server.url)) == 2
    assert "a sigstore bundle of another release is there" in capsys.readouterr().err
    assert server.put == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (405, "the server takes no files (405)"),
        (501, "the server takes no files (501)"),
        (403, "the server wants other credentials (403)"),
        (307, "the server leads elsewhere (307)"),
        (507, "the server answers 507"),
    ],
)
def test_a_server_that_refuses(
    project: Project,
    server: TlsServer,
    capsys: pytest.CaptureFixture[str],
    status: int,
    told: str,
) -> None:
    del project
    elsewhere = (("Location", f"{server.url}/elsewhere"),)
    server.answers[f"PUT /{FILE}"] = Answer(status, headers=elsewhere)
    assert main(("bundle", "push", FILE, server.url)) == 2
    said = capsys.readouterr().err
    assert told in said
    assert SECRET not in said
    assert f"/{FILE}" not in server.put
    assert "/index.json" not in server.put


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)

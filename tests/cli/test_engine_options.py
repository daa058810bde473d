"""`check --engine`: the same findings whoever evaluates, and what cannot be evaluated is exit code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.judgment.engines.servers import opa_server
from opa_program import opa_program
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.settings.engine import EngineSettings, over

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

TEMPLATE = """\
source "qemu" "debian" {
  iso_url      = "http://example.org/debian.iso"
  iso_checksum = "none"
}

build {
  sources = ["source.qemu.debian"]

  provisioner "shell" {
    inline = ["curl -k https://example.org/agent.sh | sudo sh"]
  }
}
"""


@pytest.fixture
def opa() -> None:
    opa_program()


@pytest.fixture
def templates(folder: Path) -> None:
    for name in ("a", "b", "c"):
        (folder / name).mkdir()
        (folder / name / "t.pkr.hcl").write_text(TEMPLATE.replace("debian", name))
    (folder / "d").mkdir()
    (folder / "d" / "t.pkr.hcl").write_text("locals {\n  x = 1\n}\n")


def findings(ran: Ran) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(ran.out)["findings"]
    return found


@pytest.mark.parity
@pytest.mark.usefixtures("opa", "templates")
def test_opa_finds_what_the_embedded_engine_finds(systo: Callable[..., Ran]) -> None:
    embedded = systo("check", "--format", "json", "--no-cache")
    exact = systo("check", "--format", "json", "--no-cache", "--engine", "opa")
    assert exact.code == embedded.code == 1
    assert exact.out == embedded.out
    assert len(findings(exact)) > 9


@pytest.mark.parity
@pytest.mark.usefixtures("opa", "templates")
def test_the_settings_choose_too(systo: Callable[..., Ran], folder: Path) -> None:
    (folder / "systo.toml").write_text('[engine]\nname = "opa"\nrule-seconds = 0.001\n')
    ran = systo("check", "--format", "json")
    assert ran.code == 2
    assert "the rule was stopped" in ran.err
    assert systo("check", "--engine", "embedded").code == 1


@pytest.mark.usefixtures("templates")
def test_without_opa_nothing_passes(
    systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = systo("check", "--engine", "opa")
    assert ran.code == 2
    assert (
        "--engine opa: there is no program `opa` on PATH; 4 of 4 templates are not judged"
        in ran.err
    )
    assert "install opa" in ran.err


@pytest.mark.parity
@pytest.mark.usefixtures("opa", "templates")
def test_settings_of_the_repository_cannot_change_a_trusted_engine(
    systo: Callable[..., Ran], folder: Path
) -> None:
    (folder.parent / "org.toml").write_text('[engine]\nname = "embedded"\n')
    (folder / "systo.toml").write_text('[engine]\nname = "opa"\nrule-seconds = 0.001\n')
    ran = systo("check", "--config", str(folder.parent / "org.toml"))
    assert ran.code == 1
    assert "systo.toml: `engine` is left out" in ran.err


@pytest.mark.parametrize(
    "setting",
    [
        'name = "opa-server"',
        'servers = ["http://evil.example:1"]',
        'token-variable = "AWS_SECRET_ACCESS_KEY"',
        'token-file = "/etc/passwd"',
        "upload = true",
    ],
)
@pytest.mark.usefixtures("templates")
def test_a_repository_cannot_say_which_servers_judge_it(
    systo: Callable[..., Ran], folder: Path, setting: str
) -> None:
    (folder / "systo.toml").write_text(f"[engine]\n{setting}\n")
    ran = systo("check")
    assert ran.code == 2
    assert "a repository cannot say which servers judge it" in ran.err
    (folder.parent / "org.toml").write_text("")
    ran = systo("check", "--config", str(folder.parent / "org.toml"))
    assert ran.code == 1
    assert "`engine` is left out" in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "opa-server"], "no server is named"),
        (["--server", "policy.example.org"], "a server's address is https://HOST:PORT"),
        (["--server", "https://user:hunter2@policy.example.org"], "without a path, a user"),
        (["--server", "ftp://policy.example.org"], "a server's address is"),
        (["--server", "https://policy.example.org:99999"], "a server's address is"),
        (
            ["--server", "http://policy.example.org", "--server-token-file", "token"],
            "in clear text",
        ),
        (["--server", "https://p.example", "--server-token-file", "none"], "cannot be read"),
        (["--server", "https://p.example", "--server-token-file", "empty"], "the token is empty"),
        (["--server", "https://p.example", "--server-token-file", "lines"], "not one line of"),
        (["--server", "https://p.example", "--server-ca", "none.pem"], "there is no file none.pem"),
        (
            ["--server", "https://p.example", "--server-key", "token"],
            "a certificate goes with its key",
        ),
        (["--server", "http://127.0.0.1:1"], "the connection is refused"),
    ],
)
@pytest.mark.usefixtures("templates")
def test_servers_that_cannot_be_asked_are_told(
    systo: Callable[..., Ran], folder: Path, arguments: list[str], told: str
) -> None:
    (folder / "token").write_text("hunter2\n")
    (folder / "empty").write_text("\n")
    (folder / "lines").write_text("hunter2\nX-Header: hunter2\n")
    ran = systo("check", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert "hunter2" not in ran.err + ran.out


@pytest.mark.parity
@pytest.mark.usefixtures("opa", "templates")
def test_a_server_that_is_gone_is_told_also_where_all_is_in_the_cache(
    systo: Callable[..., Ran],
) -> None:
    (baseline,) = builtin_bundles(["packer-baseline"])
    with opa_server("-b", baseline.location) as server:
        first = systo("check", "--server", server.url)
        again = systo("check", "--server", server.url)
    gone = systo("check", "--server", server.url)
    assert (first.code, again.code, gone.code) == (1, 1, 2)
    assert again.out == first.out
    assert "the connection is refused" in gone.err


@pytest.mark.parametrize("option", ["--engine"])
def test_an_engine_that_is_not_there_is_told(systo: Callable[..., Ran], option: str) -> None:
    ran = systo("check", option, "op")
    assert ran.code == 2
    assert "there is no engine `op`. Did you mean `opa`?" in ran.err


@pytest.mark.usefixtures("templates")
def test_the_variable_of_the_token_can_be_an_option(systo: Callable[..., Ran]) -> None:
    server = ("--server", "http://127.0.0.1:9")
    ran = systo("check", *server, "--server-token-variable", "NO_SUCH_TOKEN")
    assert ran.code == 2
    assert "NO_SUCH_TOKEN" in ran.err
    both = ("--server-token-variable", "NO_SUCH_TOKEN", "--server-token-file", "x")
    assert "not in both" in systo("check", *server, *both).err


def test_an_option_for_the_token_stands_for_the_other_setting() -> None:
    made = over(EngineSettings(token_file="a"), EngineSettings(token_variable="B"))
    assert (made.token_file, made.token_variable) == ("", "B")
    made = over(EngineSettings(token_variable="B"), EngineSettings(token_file="a"))
    assert (made.token_file, made.token_variable) == ("a", "")

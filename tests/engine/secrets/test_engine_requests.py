"""What engines are asked holds no secret: neither a value nor a name that is one.

Watched is what leaves for each of them: a question in this process, the bytes for a worker, the input
and the modules of `opa`, the requests to OPA servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import pytest
import requests

from canaries import Output, canary, filled, leaks
from engine.judgment.engines.servers import opa_server
from engine.secrets.test_canaries import HCL, HCL_JSON, LEGACY
from engine.secrets.test_canary_names import BUILD, HCL_POSITIONS, LEGACY_POSITIONS
from opa_program import opa_program
from packer_systo.engine import CheckOptions, check
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.engines import known, opa
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.opa_program import Ran, run
from packer_systo.engine.judgment.engines.opa_query import FILE
from packer_systo.engine.judgment.engines.worker import Worker
from packer_systo.engine.release.building import build_bundle
from packer_systo.engine.settings.engine import EngineSettings

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.cel.interface import CelDocument, CelEngine
    from packer_systo.engine.judgment.engines.interface import Question
    from packer_systo.engine.judgment.engines.limits import Limits
    from packer_systo.engine.template.document import JSON

Watch: TypeAlias = Callable[[pytest.MonkeyPatch, "list[Output]"], None]

BUILDS = re.compile(r'\\*"builds\\*":')
"""In a document, or in one that is a text within JSON."""

WORD = canary(8100)
"""The secret that names something in every template."""


def in_this_process(patch: pytest.MonkeyPatch, sent: list[Output]) -> None:
    contents = EmbeddedEngine.contents
    cel = type(cel_engine())
    prepare = cel.prepare

    def question(engine: EmbeddedEngine, asked: Question, until: float = float("inf")) -> object:
        sent.append((f"question about {asked.name}", f"{asked.name}\n{asked.document}"))
        return contents(engine, asked, until)

    def document(engine: CelEngine, asked: JSON, data: JSON, now: str) -> CelDocument:
        sent.append(("document for CEL", msgspec.json.encode(asked).decode()))
        return prepare(engine, asked, data, now)

    patch.setattr(EmbeddedEngine, "contents", question)
    patch.setattr(cel, "prepare", document)


def to_a_worker(patch: pytest.MonkeyPatch, sent: list[Output]) -> None:
    ask = Worker.ask

    def request(worker: Worker, content: bytes) -> None:
        sent.append(("request to a worker", content.decode()))
        ask(worker, content)

    patch.setattr(Worker, "ask", request)
    # What is known to end soon is asked in this process; here nothing is known.
    patch.setattr(known, "known_bundles", _none)


def _none(bundles: Sequence[Bundle]) -> frozenset[str]:
    del bundles
    return frozenset()


def to_opa(patch: pytest.MonkeyPatch, sent: list[Output]) -> None:

    def ran(
        program: str, arguments: Sequence[str], content: bytes, folder: str, limits: Limits
    ) -> Ran:
        sent.append(("input of opa", content.decode()))
        sent.append(("arguments of opa", "\n".join([program, *arguments, folder])))
        sent.append(("module of opa", (Path(folder) / FILE).read_text(encoding="utf-8")))
        return run(program, arguments, content, folder, limits)

    patch.setattr(opa, "run", ran)


def to_servers(patch: pytest.MonkeyPatch, sent: list[Output]) -> None:
    send = requests.Session.send

    def request(
        session: requests.Session, asked: requests.PreparedRequest, **how: object
    ) -> requests.Response:
        body = asked.body
        text = body.decode() if isinstance(body, bytes) else str(body or "")
        sent.append(("request to a server", f"{asked.url}\n{dict(asked.headers)}\n{text}"))
        return send(session, asked, **how)

    patch.setattr(requests.Session, "send", request)


ENGINES = [
    pytest.param("embedded", in_this_process, id="this-process"),
    pytest.param("embedded", to_a_worker, id="worker"),
    pytest.param("opa", to_opa, id="opa", marks=pytest.mark.parity),
    pytest.param("opa-server", to_servers, id="opa-server", marks=pytest.mark.parity),
]


@pytest.mark.parametrize(("engine", "watch"), ENGINES)
def test_no_engine_is_sent_a_secret(
    engine: str, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    secrets = [WORD, *_written()]
    sent = _sent(engine, watch, monkeypatch)
    everything = "\n".join([text for _, text in sent])
    assert len(BUILDS.findall(everything)) >= len(HCL_POSITIONS) + len(LEGACY_POSITIONS)
    assert everything.count("<secret>") > len(HCL_POSITIONS)
    assert leaks(secrets, iter(sent)) == []


@pytest.mark.parametrize(("engine", "watch"), ENGINES)
def test_a_leak_would_be_seen(
    engine: str, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = BUILD.replace('"a"', f'"{WORD}"')
    Path("main.pkr.hcl").write_text(
        f'{source}build {{\n  sources = ["null.{WORD}"]\n}}\n', encoding="utf-8"
    )
    assert leaks([WORD], iter(_sent(engine, watch, monkeypatch)))


def _sent(engine: str, watch: Watch, patch: pytest.MonkeyPatch) -> list[Output]:
    """What a check of the working directory sends."""
    sent: list[Output] = []
    with _served(engine) as servers:
        watch(patch, sent)
        options = CheckOptions(
            environment={"PKR_VAR_pw": WORD, "THE_VALUE": WORD, "PATH": "/usr/bin:/bin"},
            cache=False,
            engine=msgspec.convert({"name": engine, "servers": servers}, EngineSettings),
        )
        report = check(["."], options)
    assert report.errors == ()
    assert sent
    return sent


@contextmanager
def _served(engine: str) -> Generator[tuple[str, ...], None, None]:
    if engine != "embedded":
        opa_program()
    if engine != "opa-server":
        yield ()
        return
    baseline = Path(__file__).resolve().parents[3] / "policies" / "packer-baseline"
    release = _released(baseline)
    with opa_server("-b", str(release)) as server:
        yield (server.url,)


def _released(baseline: Path) -> Path:
    """The bundle as a server gets it."""
    target = Path("served") / "packer-baseline.tar.gz"
    target.parent.mkdir()
    target.write_bytes(build_bundle(str(baseline)).content)
    return target.resolve()


def _written() -> list[str]:
    """A template for each place, each in a folder of its own; gives the other secrets in them."""
    for number, text in enumerate(HCL_POSITIONS.values()):
        folder = Path(f"hcl{number}")
        folder.mkdir()
        (folder / "main.pkr.hcl").write_text(
            f'variable "pw" {{\n  type = string\n  sensitive = true\n}}\n{BUILD}{text}', "utf-8"
        )
    for number, parts in enumerate(LEGACY_POSITIONS.values()):
        builder, provisioner, post_processor = parts
        template: dict[str, JSON] = {
            "variables": {"pw": "{{env `THE_VALUE`}}"},
            "sensitive-variables": ["pw"],
            "builders": [{"type": "null", "communicator": "none", **builder}],
            "provisioners": [{"type": "shell", "inline": ["curl http://x | sh"], **provisioner}],
            "post-processors": [{"type": "manifest", **post_processor}],
        }
        folder = Path(f"legacy{number}")
        folder.mkdir()
        (folder / "t.json").write_bytes(msgspec.json.encode(template))
    used: dict[str, str] = {}
    for number, files in enumerate((HCL, LEGACY, HCL_JSON)):
        folder = Path(f"values{number}")
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(filled(text, used), encoding="utf-8")
    return list(used.values())

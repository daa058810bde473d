"""A real OPA server that serves a signed release, and an engine that asks it."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.judgment.engines.denials import read_denials
from packer_systo.engine.judgment.engines.interface import Answer
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.judgment.engines.interface import Question
    from packer_systo.engine.judgment.outcome import Denial

Tree: TypeAlias = dict[str, JSON]


class Answered(msgspec.Struct):
    """What the data API gives."""

    result: Tree


START = 20
"""Seconds that a server may take to answer."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(
    opa: str, release: Path, key: Path, algorithm: str = "ES256"
) -> Generator[int, None, None]:
    """The port of an OPA server that has verified the release with the key."""
    port = free_port()
    with (release.parent / "opa.log").open("w") as log:
        server = subprocess.Popen(
            [
                opa, "run", "--server", "--addr", f"127.0.0.1:{port}", "--disable-telemetry",
                "--bundle", str(release), "--verification-key", str(key),
                "--signing-alg", algorithm,
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(server, port, release.parent / "opa.log")
            yield port
        finally:
            server.terminate()
            server.wait(timeout=10)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(f"the server has ended: {log.read_text()}")
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/health?bundles")
                if connection.getresponse().status == 200:
                    return
        except (OSError, HTTPException):
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text()}")


class ServedEngine:
    """Asks a server about all rules of a document at once."""

    name = "opa-server (of the tests)"
    notes = ()

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.denied = 0

    def close(self) -> None:
        self._connection.close()

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        for question in questions:
            root = question.rules[0].package.partition(".")[0]
            self._connection.request(
                "POST",
                f"/v1/data/{root}",
                body=b'{"input": %b}' % question.document.encode(),
                headers={"Content-Type": "application/json"},
            )
            response = self._connection.getresponse()
            content = response.read()
            assert response.status == 200, content
            tree = msgspec.json.decode(content, type=Answered).result
            yield Answer(question.key, tuple(self._denials(rule, tree) for rule in question.rules))

    def _denials(self, rule: Rule, tree: Tree) -> tuple[Denial, ...]:
        found: JSON = tree
        for part in rule.package.split(".")[1:]:
            assert isinstance(found, dict), f"the server does not have {rule.package}"
            found = found[part]
        assert isinstance(found, dict), f"the server does not have {rule.package}"
        denials = read_denials(msgspec.json.encode(found["deny"]), rule, "a document")
        self.denied += len(denials)
        return denials

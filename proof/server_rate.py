"""A thousand documents through two OPA servers, against the embedded engine on two cores.

Both get the questions that `check` asks about the corpus. The embedded engine runs in two processes,
each with half of them; the servers run on this machine too, so they and the client share its cores.
Printed are documents a second, the ratio, and the CPU time, which other load does not change.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus_questions import all_bundles, questions, templates
from packer_systo.engine.judgment.engines.choice import rule_engine
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.release.building import build_bundle
from packer_systo.engine.settings.engine import EngineSettings
from shared_corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import Question

DOCUMENTS = 1000
REACH = 0.7
SERVERS = 2
START = 30.0


class Taken(NamedTuple):
    """Seconds by the clock, and of CPU in all processes."""

    wall: float
    cpu: float


def main() -> int:
    """Measure both. A rate that is missed fails nothing: only a broken run does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    share: float = parser.parse_args().share
    root = corpus()
    program = shutil.which("opa")
    if root is None or program is None:
        print("skipped: the corpus is not here, or opa is not on PATH")
        return 0
    bundles = [bundle for bundle in all_bundles() if bundle.metadata.name == "packer-baseline"]
    asked = questions(templates(str(root), bundles, min(1.0, share), 20261126), bundles)
    wanted = max(20, int(DOCUMENTS * share))
    asked = [_numbered(asked[number % len(asked)], number) for number in range(wanted)]
    size = sum(len(one.document) for one in asked) // len(asked)
    print(f"  {len(asked)} documents of {size // 1024} KB on average, {os.cpu_count()} cores")
    embedded = _embedded(bundles, asked)
    _print("embedded, 2 processes", embedded, len(asked), None)
    served = _served(program, bundles, asked)
    _print("opa-server, 2 servers", served, len(asked), embedded)
    ratio = embedded.wall / served.wall
    print(f"    to reach: {REACH} x the rate: {'reached' if ratio >= REACH else 'MISSED'}")
    return 0


def _numbered(question: Question, number: int) -> Question:
    from msgspec.structs import replace

    return replace(question, key=number)


def _print(what: str, taken: Taken, documents: int, base: Taken | None) -> None:
    ratio = (
        f", {base.wall / taken.wall:.2f} x the rate, {taken.cpu / base.cpu:.1f} x the CPU"
        if base
        else ""
    )
    print(
        f"  {what}: {documents / taken.wall:6.1f} documents a second, "
        f"{taken.cpu / documents * 1000:.1f} ms of CPU each{ratio}"
    )


def _embedded(bundles: Sequence[Bundle], asked: Sequence[Question]) -> Taken:
    """Two processes by fork, so that what is loaded is shared."""
    before, began = _cpu_of_children(), time.monotonic()
    processes: list[int] = []
    for half in (asked[::2], asked[1::2]):
        process = os.fork()
        if process == 0:
            answered = sum(1 for _ in EmbeddedEngine(bundles).answer(half))
            os._exit(0 if answered == len(half) else 1)
        processes.append(process)
    for process in processes:
        _, status = os.waitpid(process, 0)
        if status:
            raise SystemExit("the embedded engine failed")
    return Taken(time.monotonic() - began, _cpu_of_children() - before)


def _served(program: str, bundles: Sequence[Bundle], asked: Sequence[Question]) -> Taken:
    with ExitStack() as stack:
        servers = [stack.enter_context(_server(program, bundles)) for _ in range(SERVERS)]
        settings = EngineSettings(
            name="opa-server", servers=tuple(url for url, _ in servers), answer_seconds=120
        )
        engine = rule_engine(settings, bundles, {})
        before = sum(_cpu_of(process) for _, process in servers)
        own, began = time.process_time(), time.monotonic()
        answered = sum(1 for _ in engine.answer(asked))
        wall = time.monotonic() - began
        cpu = sum(_cpu_of(process) for _, process in servers) - before
        if answered != len(asked) or engine.notes:
            raise SystemExit(f"the servers failed: {engine.notes}")
        return Taken(wall, cpu + time.process_time() - own)


@contextmanager
def _server(program: str, bundles: Sequence[Bundle]) -> Generator[tuple[str, int], None, None]:
    """A server with releases of the bundles: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        releases: list[str] = []
        for bundle in bundles:
            release = Path(folder) / f"{bundle.metadata.name}.tar.gz"
            release.write_bytes(build_bundle(bundle.location).content)
            releases += ["--bundle", str(release)]
        process = subprocess.Popen(
            [program, "run", "--server", "--addr", f"127.0.0.1:{port}", "--log-level", "error",
             "--skip-version-check", *releases],
            # As docs/policy-service.md advises: memory for time.
            env={**os.environ, "GOGC": "400"}, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            end = time.monotonic() + START
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > end or process.poll() is not None:
                        raise SystemExit("the OPA server does not start") from None
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.kill()
            process.wait()


def _cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _cpu_of(process: int) -> float:
    """Seconds of CPU of a running process, from /proc; 0 where there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())

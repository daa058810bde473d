"""Policy servers for the tests: real OPA with any options, and impostors that answer as told."""

from __future__ import annotations

import gc
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from opa_server import free_port
from packer_systo.engine.bundle.answers import ANSWERS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle

START = 20


def written(bundle: Bundle, folder: Path, *, answers: str | None = None) -> Path:
    """A bundle as the folder that `opa run --bundle` reads, with `answers` as a release has them."""
    import msgspec

    folder.mkdir(parents=True)
    manifest = {
        "revision": bundle.version,
        "roots": list(bundle.data) or ["small"],
        "rego_version": 1,
    }
    (folder / ".manifest").write_bytes(msgspec.json.encode(manifest))
    (folder / "data.json").write_bytes(msgspec.json.encode(bundle.data))
    for rule in bundle.rules:
        if rule.language == "rego":
            file = folder / rule.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rule.rego)
    if answers is not None:
        (folder / "lib").mkdir()
        (folder / ANSWERS_FILE).write_text(answers)
    return folder


@contextmanager
def nothing_collected() -> Generator[None, None, None]:
    """What is left of embedded engines goes in this thread, and not in one that asks a server."""
    gc.collect()
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class Opa:
    """A running server."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self.process = process
        self.url = url

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def opa_server(
    *arguments: str, scheme: str = "http", cwd: Path | None = None
) -> Generator[Opa, None, None]:
    """`opa run --server` with these arguments, once it accepts connections."""
    port = free_port()
    process = subprocess.Popen(
        [
            "opa",
            "run",
            "--server",
            "--addr",
            f"127.0.0.1:{port}",
            "--disable-telemetry",
            *arguments,
        ],
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + START
        while True:
            assert process.poll() is None, "the server has ended"
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < end, "the server does not answer"
                time.sleep(0.05)
        with nothing_collected():
            yield Opa(process, f"{scheme}://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


@contextmanager
def impostor(
    answer: Callable[[str], tuple[int, Mapping[str, str], Iterable[bytes]]],
) -> Generator[str, None, None]:
    """A server that answers each path as told, part by part."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self._answer()

        def _answer(self) -> None:
            code, headers, parts = answer(self.path)
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                for part in parts:
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                return
            self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            del format, arguments

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        with nothing_collected():
            yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A web server with TLS on loopback, and the certificate authority that it is trusted by."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


class Answer(NamedTuple):
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Asked(NamedTuple):
    path: str
    authorization: str


def write_certificate(folder: Path) -> None:
    """`server.pem` (certificate and key), `server.key`, `server.crt` for 127.0.0.1 and localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "packer-systo tests")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "server.key").write_bytes(private)
    (folder / "server.crt").write_bytes(public)
    (folder / "server.pem").write_bytes(private + public)


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'


class TlsServer:
    """Answers by `answers`, else from `folder`; `asked` is what it was asked.

    With `takes_files` a PUT writes to the folder, under the conditions of RFC 9110, 13.1. What is in
    `before_put` is done once before a file of that path is written.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"https://127.0.0.1:{port}"
        self.answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[Asked] = []
        self.takes_files = False
        self.put: list[str] = []
        self.before_put: dict[str, Callable[[], None]] = {}


@contextmanager
def tls_server(folder: Path, certificate: Path) -> Generator[TlsServer, None, None]:
    """Serves `folder`; `certificate` is a folder that `write_certificate` has written to."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(Asked(self.path, self.headers.get("Authorization", "")))
            answer = state.answers.get(self.path)
            if callable(answer):
                answer(self)
                return
            if answer is None:
                file = folder / self.path.lstrip("/")
                answer = Answer(404)
                if file.is_file():
                    content = file.read_bytes()
                    answer = Answer(body=content, headers=(("ETag", _tag(content)),))
            self.send(answer)

        def do_PUT(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            state.before_put.pop(self.path, lambda: None)()
            file = folder / self.path.lstrip("/")
            there = _tag(file.read_bytes()) if file.is_file() else ""
            wanted = self.headers.get("If-Match", there)
            answer = state.answers.get(f"PUT {self.path}")
            if isinstance(answer, Answer):
                self.send(answer)
            elif not state.takes_files:
                self.send(Answer(405))
            elif wanted != there or (there and self.headers.get("If-None-Match") == "*"):
                self.send(Answer(412))
            else:
                state.put.append(self.path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                self.send(Answer(201))

        def send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            del request, client_address  # a client that hangs up is what some tests are about

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "server.pem")
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        state = TlsServer(folder, server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()

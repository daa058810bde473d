"""Debian's `docker-registry` on loopback, with TLS and a password."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import ssl
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import bcrypt

from opa_server import free_port
from tls_server import write_certificate

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

USER, PASSWORD = "robot", "correct-horse-battery-staple"
START = 30
"""Seconds that a registry may take to answer."""


def registry_program() -> str | None:
    """Where it is; Debian puts it on PATH."""
    return shutil.which("docker-registry")


@contextmanager
def oci_registry(program: str, folder: Path) -> Generator[str, None, None]:
    """`host:port` of a registry whose certificate is `folder`/server.crt, and which takes USER."""
    folder.mkdir()
    write_certificate(folder)
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    (folder / "htpasswd").write_text(f"{USER}:{hashed}\n")
    port = free_port()
    (folder / "registry.yml").write_text(
        json.dumps(
            {
                "version": "0.1",
                "log": {"level": "error"},
                "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
                "http": {
                    "addr": f"127.0.0.1:{port}",
                    "tls": {
                        "certificate": str(folder / "server.crt"),
                        "key": str(folder / "server.key"),
                    },
                },
                "auth": {"htpasswd": {"realm": "tests", "path": str(folder / "htpasswd")}},
            }
        )
    )
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")
    }
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [program, "serve", str(folder / "registry.yml")],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            _wait(server, port, folder)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=10)


def write_docker_config(folder: Path, host: str, password: str = PASSWORD) -> None:
    """`config.json` with the credentials for a registry."""
    folder.mkdir(exist_ok=True)
    given = base64.b64encode(f"{USER}:{password}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": given}}}))


def _wait(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    context = ssl.create_default_context(cafile=str(folder / "server.crt"))
    end = time.monotonic() + START
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
        try:
            connection.request("GET", "/v2/")
            if connection.getresponse().status == 401:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the registry does not answer: {(folder / 'log').read_text()}")

"""Servers that a page starts, or that it takes to be there: on loopback, until the page is through."""

from __future__ import annotations

import re
import shlex
import ssl
import subprocess
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING

from opa_server import free_port

if TYPE_CHECKING:
    from documents.workspace import Workspace

START = 60
"""Seconds that a server may take to answer."""

_ADDRESS = re.compile(r"--addr(?:=|\s+)\S+")


def start_server(command: str, host: str, place: str, workspace: Workspace) -> None:
    """Start `opa run --server` as the page has it, but for its address, and wait until it is ready:
    its bundle is loaded, and verified where the command says so.
    """
    address = f"127.0.0.1:{free_port()}"
    command = workspace.real(command)
    if _ADDRESS.search(command):
        command = _ADDRESS.sub(f"--addr {address}", command)
    else:
        command = f"{command} --addr {address}"
    workspace.names[host] = address
    log = workspace.folder / f"server-{len(workspace.names)}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            shlex.split(command),
            cwd=workspace.here,
            env=workspace.process_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    workspace.stack.callback(_stop, server)
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        if _ready(address, workspace, tls="--tls-cert-file" in command):
            return
        time.sleep(0.1)
    raise AssertionError(f"{place}: the server does not answer: {log.read_text()}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(timeout=10)


def _ready(address: str, workspace: Workspace, *, tls: bool) -> bool:
    token = workspace.environment.get("POLICY_TOKEN", "")
    if tls:
        trusted = ssl.create_default_context(cafile=str(workspace.root / "ca.pem"))
        connection: HTTPConnection = HTTPSConnection(address, timeout=5, context=trusted)
    else:
        connection = HTTPConnection(address, timeout=5)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("GET", "/health?bundles", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()

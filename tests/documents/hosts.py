"""What stands in the place of a name of `stand_ins.HOSTS` that a page does not start itself."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import version
from typing import TYPE_CHECKING

from documents.checkout import copy_checkout
from documents.servers import start_server
from oci_registry import oci_registry, write_docker_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from documents.workspace import Workspace


def stand_in_for(name: str, workspace: Workspace) -> str:
    """The text to take instead; empty for what only a block that `serves` it can start."""
    maker = _MAKERS.get(name)
    return maker(workspace) if maker is not None else ""


def _registry(workspace: Workspace) -> str:
    program = shutil.which("docker-registry")
    assert program is not None, "docker-registry is not on PATH"
    folder = workspace.folder / "registry"
    host = workspace.stack.enter_context(oci_registry(program, folder))
    write_docker_config(folder / "docker", host)
    workspace.environment["DOCKER_CONFIG"] = str(folder / "docker")
    workspace.environment["REQUESTS_CA_BUNDLE"] = str(folder / "server.crt")
    return host


def _git(workspace: Workspace) -> str:
    folder = workspace.folder / "git"
    _run_git(folder, "init", "--quiet", "--bare", str(folder / "policies.git"))
    return f"git+file://{folder}"


def _this_project(workspace: Workspace) -> str:
    """A repository with the checkout as it is, under the tag of its version."""
    folder = workspace.folder / "packer-systo"
    copy_checkout(folder, without=frozenset({"proof", "tests"}))
    _run_git(folder, "init", "--quiet")
    _run_git(folder, "add", "--all")
    who = ("-c", "user.name=tests", "-c", "user.email=tests@example.org")
    _run_git(folder, *who, "commit", "--quiet", "-m", "as it is")
    _run_git(folder, "tag", f"v{version('packer-systo')}")
    return str(folder)


def _policy_server(workspace: Workspace) -> str:
    """An OPA that serves the built-in bundle, over plain http."""
    archive = "packer-baseline-of-the-server.tar.gz"
    workspace.run(f"systo-policy bundle build packer-baseline -o {archive}")
    assert not workspace.code
    start_server(f"opa run --server --bundle {archive}", "policy", "a server", workspace)
    return f"http://{workspace.names.pop('policy')}"


def _run_git(folder: Path, *arguments: str) -> None:
    folder.mkdir(exist_ok=True)
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, timeout=120)


_MAKERS: dict[str, Callable[[Workspace], str]] = {
    "registry.example.org": _registry,
    "git+ssh://git@git.example.org": _git,
    "https://git.example.org/packer-systo": _this_project,
    "https://policy.example.org:8443": _policy_server,
}

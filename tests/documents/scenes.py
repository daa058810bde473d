"""The folders that a page's commands run in. `in NAME` before a block makes one anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from documents.checkout import copy_checkout
from documents.installation import new_environment, offline, write_program
from shared_data import REPOSITORY
from tls_server import write_certificate

if TYPE_CHECKING:
    from collections.abc import Callable

    from documents.workspace import Workspace

EXAMPLES = REPOSITORY / "docs/examples"


def prepare_scene(name: str, workspace: Workspace) -> None:
    scene = SCENES.get(name)
    assert scene is not None, f"there is no scene `{name}`"
    scene(workspace)
    # The root of a repository: settings above it are somebody else's.
    (workspace.root / ".git").mkdir(exist_ok=True)


def _examples(workspace: Workspace) -> None:
    """The templates of docs/examples."""
    shutil.copytree(EXAMPLES, workspace.root)


def _repository(workspace: Workspace) -> None:
    """The same where they are in this repository."""
    shutil.copytree(EXAMPLES, workspace.root / "docs/examples")


def _images(workspace: Workspace) -> None:
    """The same in a user's folder `images`."""
    shutil.copytree(EXAMPLES, workspace.root / "images")


def _empty(workspace: Workspace) -> None:
    """Nothing."""
    workspace.root.mkdir()


def _clone(workspace: Workspace) -> None:
    """The repository itself, with an environment that `make` finds up to date."""
    copy_checkout(workspace.root)
    environment = workspace.root / ".venv"
    environment.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".installed":
            (environment / entry.name).symlink_to(entry)
    (environment / ".installed").touch()
    indexes = workspace.root / "build/policies"
    indexes.mkdir(parents=True)
    (indexes / ".made").touch()
    make = shutil.which("make")
    assert make is not None, "make is not on PATH"
    workspace.give("make", f'exec "{make}" "$@"')


def _installing(workspace: Workspace) -> None:
    """`images` on a machine that has Python and pip, and the program only once it is installed."""
    _images(workspace)
    _with_pip(workspace)


def _team(workspace: Workspace) -> None:
    """The same as a git repository of a team."""
    _installing(workspace)
    for arguments in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(["git", *arguments], cwd=workspace.root, check=True, timeout=60)


def _policy_service(workspace: Workspace) -> None:
    """A templates folder, the certificate of a server and its authority's, and a token."""
    _examples(workspace)
    write_certificate(workspace.root)
    (workspace.root / "server.pem").unlink()
    (workspace.root / "server.crt").rename(workspace.root / "server.pem")
    shutil.copy(workspace.root / "server.pem", workspace.root / "ca.pem")
    workspace.environment["POLICY_TOKEN"] = "a-token-of-the-tests"


def _with_pip(workspace: Workspace) -> None:
    programs = new_environment(workspace.root.with_name(f"{workspace.root.name}-environment"))
    workspace.environment |= offline(workspace.shared)
    workspace.programs = programs
    write_program(programs / "python3", f'exec "{sys.executable}" "$@"')
    write_program(
        programs / "uvx",
        'package="$1"; shift\n'
        f'"{programs}/pip" install --quiet "$package" && exec "{programs}/$package" "$@"',
    )
    pre_commit = Path(sys.executable).with_name("pre-commit")
    write_program(programs / "pre-commit", f'exec "{pre_commit}" "$@"')


SCENES: dict[str, Callable[[Workspace], None]] = {
    "clone": _clone,
    "empty": _empty,
    "examples": _examples,
    "images": _images,
    "installing": _installing,
    "policy-service": _policy_service,
    "repository": _repository,
    "team": _team,
}

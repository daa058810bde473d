"""Installing the program as its users do, without an index: the wheel of this checkout in a folder,
and environments in which everything that it depends on is there already.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from shared_data import REPOSITORY

_OURS = ("packer_systo", "__editable__", "_editable", "__pycache__")
_TOOLS = ("pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence")


def wheel_folder(shared: Path) -> Path:
    """The folder with the wheel; it is built once for a folder `shared`."""
    wheels = shared / "wheels"
    if not wheels.exists():
        built = shared / "built"
        subprocess.run(
            [
                sys.executable, "-m", "build", "--wheel", "--no-isolation",
                "--outdir", str(built), str(REPOSITORY),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )  # fmt: skip
        built.rename(wheels)
    return wheels


def dependencies(shared: Path) -> Path:
    """A folder for PYTHONPATH: what the tests' environment has, without this project and pip."""
    folder = shared / "dependencies"
    if not folder.exists():
        folder.mkdir()
        for entry in Path(sysconfig.get_path("purelib")).iterdir():
            if not entry.name.startswith((*_OURS, *_TOOLS)) and entry.suffix != ".pth":
                (folder / entry.name).symlink_to(entry)
    return folder


def offline(shared: Path) -> dict[str, str]:
    """The environment in which pip, whoever starts it, takes the wheel and asks no index."""
    return {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(wheel_folder(shared)),
        "PIP_NO_COMPILE": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say that there is none
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": str(dependencies(shared)),
        "VIRTUALENV_SETUPTOOLS": "bundle",  # pre-commit builds a package of its own with it
    }


def new_environment(folder: Path) -> Path:
    """The folder of programs of a new environment, with a `pip` that installs into it."""
    venv.create(folder, with_pip=False)
    programs = folder / "bin"
    python = programs / "python"
    write_program(programs / "pip", f'exec "{sys.executable}" -m pip --python "{python}" "$@"')
    return programs


def write_program(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def on_path(*folders: Path) -> str:
    return os.pathsep.join([*map(str, folders), os.environ["PATH"]])

from __future__ import annotations

import subprocess
import sys

import pytest

import packer_systo.engine
from program import environment


def test_every_public_name_is_there() -> None:
    for name in packer_systo.engine.__all__:
        assert getattr(packer_systo.engine, name).__name__ == name
    assert set(packer_systo.engine.__all__) <= set(dir(packer_systo.engine))


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        getattr(packer_systo.engine, "chek")  # noqa: B009 - a name that is not there


def test_the_package_alone_imports_nothing(tmp_path: object) -> None:
    from pathlib import Path

    program = "import sys, packer_systo.engine; print([m for m in sys.modules if 'systo' in m])"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(Path(str(tmp_path))),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "['packer_systo', 'packer_systo.engine']"

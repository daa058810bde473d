"""An archive and the sigstore bundle beside it, on a disk."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import FixError
from packer_systo.engine.release.files import read_release, write_release
from packer_systo.engine.release.verification import Release

if TYPE_CHECKING:
    from pathlib import Path


def test_the_sigstore_bundle_of_another_archive_does_not_stay(tmp_path: Path) -> None:
    path = str(tmp_path / "a.tar.gz")
    write_release(path, Release(b"one", b"{}"))
    assert read_release(path) == Release(b"one", b"{}")
    write_release(path, Release(b"two"))
    assert read_release(path) == Release(b"two")


def test_a_full_disk_leaves_both_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "a.tar.gz")
    write_release(path, Release(b"one", b"{}"))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FixError, match="No space left on device"):
        write_release(path, Release(b"two", b"[]"))
    assert read_release(path) == Release(b"one", b"{}")

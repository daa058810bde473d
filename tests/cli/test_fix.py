"""`check --fix` and `--diff`."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from program import Ran


PASSWORD = """\
variable "admin_password" {
  type = string # from the vault
}

source "null" "a" {
  ssh_host     = "example.org"
  ssh_password = var.admin_password
}

build {
  sources = ["source.null.a"]
}
"""


NOT_SENSITIVE = ("--only", "variable-not-sensitive")


def test_diff_shows_and_writes_nothing(folder: Path, systo: Callable[..., Ran]) -> None:
    file = folder / "a.pkr.hcl"
    file.write_text(PASSWORD)
    ran = systo("check", *NOT_SENSITIVE, "--diff")
    assert ran.code == 1, "the finding is still there"
    assert ran.out.startswith("--- a/a.pkr.hcl\n+++ b/a.pkr.hcl\n@@ ")
    assert "sensitive = true" in ran.out
    assert "would fix 1 finding in 1 file" in ran.err
    assert file.read_text() == PASSWORD


def test_an_empty_secret_is_shown_as_it_is(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "a.pkr.hcl").write_text('variable "build_password" {\n  default = ""\n}\n')
    ran = systo("check", "--diff")
    assert '  default = ""\n' in ran.out
    (folder / "a.pkr.hcl").write_text('variable "build_password" {\n  default = "hunter2"\n}\n')
    ran = systo("check", "--diff")
    assert '-  default = "<secret>"\n+  default   = "<secret>"\n' in ran.out


def test_fix_mends_and_keeps_comments(folder: Path, systo: Callable[..., Ran]) -> None:
    file = folder / "a.pkr.hcl"
    file.write_text(PASSWORD)
    ran = systo("check", *NOT_SENSITIVE, "--fix")
    assert ran.code == 0
    assert "fixed 1 finding in 1 file" in ran.err
    assert "# from the vault\n" in file.read_text()
    assert systo("check", *NOT_SENSITIVE).code == 0
    assert "nothing that can be fixed" in systo("check", *NOT_SENSITIVE, "--fix").err


def test_a_file_that_cannot_be_written_leaves_the_others_and_the_report(
    folder: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "x.pkr.hcl").write_text(PASSWORD)
    replace = os.replace

    def full(source: str, target: str) -> None:
        if target.endswith(os.path.join("a", "x.pkr.hcl")):
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    ran = systo("check", *NOT_SENSITIVE, "--fix")
    assert ran.code == 2
    assert "No space left on device" in ran.err
    assert (folder / "a" / "x.pkr.hcl").read_text() == PASSWORD
    assert "sensitive" in (folder / "b" / "x.pkr.hcl").read_text()
    assert "variable-not-sensitive" in ran.out
    assert sorted(path.name for path in (folder / "a").iterdir()) == ["x.pkr.hcl"]


def test_a_full_disk_is_told_with_file_reason_and_cure(
    folder: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "a.pkr.hcl"
    file.write_text(PASSWORD)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ran = systo("check", *NOT_SENSITIVE, "--fix", "--no-cache")
    assert ran.code == 2
    assert "a.pkr.hcl: the file cannot be written (No space left on device)" in ran.err
    assert "it is as it was" in ran.err
    assert "help: make room on the disk of ., and run it again" in ran.err
    assert "nothing that can be fixed" not in ran.err
    assert file.read_text() == PASSWORD
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a.pkr.hcl"]


def test_a_fix_keeps_crlf_where_it_aligns(folder: Path, systo: Callable[..., Ran]) -> None:
    template = folder / "a.pkr.hcl"
    template.write_bytes(b'variable "db_password" {\r\n  type = string\r\n}\r\n')
    systo("check", "--only", "variable-not-sensitive", "--fix")
    assert template.read_bytes() == (
        b'variable "db_password" {\r\n  type      = string\r\n  sensitive = true\r\n}\r\n'
    )

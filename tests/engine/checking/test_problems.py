"""Mistakes of a template as findings: what a person is told to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions, check

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cure(only: str, *, require_variables: bool = False) -> str:
    options = CheckOptions(only=(only,), cache=False, require_variables=require_variables)
    (finding,) = check(["a.pkr.hcl"], options).findings
    return finding.remediation


def test_an_example_is_what_to_write(folder: Path) -> None:
    (folder / "a.pkr.hcl").write_text("a = [1 2]\n")
    assert cure("syntax-error") == 'write ["first", "second"]'


def test_a_sentence_is_what_to_do(folder: Path) -> None:
    (folder / "a.pkr.hcl").write_bytes(b'a = "\xff"\n')
    assert cure("syntax-error") == "Save the file as UTF-8."


def test_without_either_it_is_the_rules_own_cure(folder: Path) -> None:
    (folder / "a.pkr.hcl").write_text('variable "name" {}\n')
    assert cure("unset-variable", require_variables=True) == (
        "give the variable a default, or set it with --var or --var-file"
    )

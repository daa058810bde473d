"""The hooks that pre-commit reads."""

from __future__ import annotations

import re

import pytest
import yaml

from documents.command_lines import mistake
from shared_data import REPOSITORY

HOOKS: list[dict[str, object]] = yaml.safe_load(
    (REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_runs_what_there_is_on_whole_folders(hook: dict[str, object]) -> None:
    assert hook["language"] == "python"
    assert mistake(str(hook["entry"])) == ""
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("images/debian.pkr.hcl", True),
        ("images/debian.pkr.json", True),
        ("legacy.json", True),
        ("prod.auto.pkrvars.hcl", True),
        ("systo.toml", True),
        ("scripts/setup.sh", True),
        ("scripts/Setup.ps1", True),
        ("http/user-data.pkrtpl.hcl", True),
        ("http/user-data.tpl", True),
        ("main.tf", False),
        ("notes.hcl", False),
    ],
)
def test_a_hook_runs_when_a_template_changes(
    hook: dict[str, object], name: str, meant: bool
) -> None:
    assert bool(re.search(str(hook["files"]), name)) is meant

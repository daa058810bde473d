"""Each runtime dependency is justified on its page, and nothing else is."""

from __future__ import annotations

import re
import tomllib

import pytest

from shared_data import REPOSITORY

PAGE = REPOSITORY / "docs" / "decisions" / "0003-dependencies.md"
PROJECT = REPOSITORY / "pyproject.toml"


@pytest.mark.skipif(not PROJECT.is_file(), reason="an installed package has no pyproject.toml")
def test_the_page_lists_what_the_project_depends_on() -> None:
    declared = {
        re.split(r"[<>=!;\[ ]", one)[0]
        for one in tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    }
    rows = re.findall(r"^\| ([a-z0-9, -]+) \|", PAGE.read_text(), re.MULTILINE)
    justified = {name for row in rows if row not in {"package", "---"} for name in row.split(", ")}
    assert justified == declared

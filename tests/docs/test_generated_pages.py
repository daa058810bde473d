"""The generated pages are those that `make docs` writes: nobody edits them, nobody forgets them."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from program import environment
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

GENERATED = ("rules", "reference", "images")
STALE = "rules/packer-baseline/no-such-rule.md"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "docs"
    (folder / STALE).parent.mkdir(parents=True)
    (folder / STALE).write_text("# gone\n")
    program = REPOSITORY / "tools/generate_docs.py"
    subprocess.run(
        [sys.executable, program, folder], check=True, cwd=REPOSITORY, env=environment(folder)
    )
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for own in GENERATED
        for path in (folder / own).rglob("*.*")
    }


def test_the_committed_pages_are_the_generated_ones(written: Path) -> None:
    made, committed = texts(written), texts(REPOSITORY / "docs")
    assert sorted(made) == sorted(committed), "run `make docs`"
    for name, text in made.items():
        assert committed[name] == text, f"docs/{name} is out of date: run `make docs`"


def test_every_rule_has_its_page(written: Path) -> None:
    index = texts(written)["rules/index.md"]
    for name in texts(written):
        if name.startswith("rules/") and name != "rules/index.md":
            assert f"]({name.removeprefix('rules/')})" in index


def test_no_page_tells_of_the_machine_that_wrote_it(written: Path) -> None:
    for name, text in texts(written).items():
        assert str(REPOSITORY) not in text, name
        assert not re.search(r"`(?:\.\./|/tmp)", text), name


def test_a_page_that_is_not_generated_any_more_goes(written: Path) -> None:
    assert not (written / STALE).exists()

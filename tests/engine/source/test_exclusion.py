"""`--exclude`: patterns as in .gitignore."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import UsageError
from packer_systo.engine.source.exclusion import LONGEST_PATTERN, Exclusion

if TYPE_CHECKING:
    from pathlib import Path

PATHS = [
    "a.json",
    "b.json",
    "x/a.json",
    "x/y/a.json",
    "x/y/z/a.json",
    "images/a.json",
    "images/old/a.json",
    "old/a.json",
    "a-b.json",
    "a b.json",
    "a+b(1).json",
]
PATTERNS = [
    "a.json",
    "/a.json",
    "*.json",
    "?.json",
    "[ab].json",
    "[!a].json",
    "[a-b].json",
    "[]a].json",
    "x/*",
    "x/**",
    "x/*/a.json",
    "x/**/a.json",
    "**/a.json",
    "**/y/a.json",
    "old",
    "old/",
    "/old",
    "images/old",
    "a*b.json",
    "a**b.json",
    "a\\ b.json",
    "a+b(1).json",
    "nothing",
    "x/y",
    "*",
    "**",
]


def excluded(patterns: list[str], path: str) -> bool:
    """As a walk from the top sees it: what is in an excluded folder is excluded."""
    exclusion = Exclusion(patterns)
    parts = path.split("/")
    return any(
        exclusion.excludes("/".join(parts[:length]), folder=length < len(parts))
        for length in range(1, len(parts) + 1)
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here to compare with")
@pytest.mark.parametrize(
    "patterns", [*([pattern] for pattern in PATTERNS), ["*.json", "!a.json"], ["x/", "!x/a.json"]]
)
def test_patterns_mean_what_they_mean_in_gitignore(tmp_path: Path, patterns: list[str]) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / ".gitignore").write_text("\n".join(patterns) + "\n", encoding="utf-8")
    listed = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files", "-o", "--exclude-standard"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    ).stdout.decode()
    kept = [path for path in listed.splitlines() if path != ".gitignore"]
    assert sorted(path for path in PATHS if not excluded(patterns, path)) == sorted(kept)


def test_any_of_the_names_of_a_path_may_fit() -> None:
    exclusion = Exclusion(["/examples"])
    assert exclusion.excludes("repo/examples", "examples", folder=True)
    assert not exclusion.excludes("repo/examples", folder=True)


def test_a_question_mark_is_one_character_not_one_byte() -> None:
    assert Exclusion(["?.json"]).excludes("é.json")
    assert Exclusion(["[!a].json"]).excludes("\U0001f600.json")


def test_without_patterns_nothing_is_left_out() -> None:
    assert not Exclusion([])
    assert not Exclusion([]).excludes("a.json")


@pytest.mark.parametrize(
    "pattern", ["", "/", "!", "a[b", "[z-a]", "a\\", "a" * (LONGEST_PATTERN + 1)]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        Exclusion([pattern])


def test_matching_is_linear() -> None:
    exclusion = Exclusion(["*a" * 400 + "b", "**/" * 300 + "b"])
    started = time.process_time()
    assert not exclusion.excludes("a" * 4000)
    assert not exclusion.excludes("a/" * 2000 + "a")
    assert time.process_time() - started < 10

"""Options, rules and files that the pages name in their text are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from documents.command_lines import PROGRAMS, all_options, mistake
from documents.fences import without_fences
from documents.pages import shown, written_pages
from packer_systo.engine.bundle.builtin import builtin_names
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.rule_pages import rule_pages
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
OPTION = re.compile(r"(?<!\S)(--[a-z][a-z-]*)")
RULE = re.compile(r"(?:packer-baseline|packer-style|template)/[a-z-]+")
TOP_FOLDERS = ("attest/", "docs/", "engine/", "policies/", "proof/", "tests/", "tools/")

FOREIGN_OPTIONS = {"--all-namespaces", "--data", "--require-hashes", "--share", "--strict"}
"""Options of other programs that pages name."""

FOREIGN_PAGES = {"docs/comparison.md"}
"""Pages about other programs, which have options of their own."""


def code(page: Path) -> Iterator[str]:
    """The pieces of code within the text of a page."""
    for found in CODE.finditer(without_fences(page.read_text(encoding="utf-8"))):
        yield found[1]


@pytest.mark.parametrize(
    "page", [page for page in written_pages() if shown(page) not in FOREIGN_PAGES], ids=shown
)
def test_options_and_commands_exist(page: Path) -> None:
    known = all_options() | FOREIGN_OPTIONS | {"--help"}
    for piece in code(page):
        assert set(OPTION.findall(piece)) <= known, piece
        words = piece.split()
        if words[0] in PROGRAMS and len(words) > 1 and not words[1].isupper():
            # `check --fix` in running text leaves out what is not the point.
            problem = mistake(piece)
            assert "no such option" not in problem.lower(), f"{piece}: {problem}"
            assert "no command" not in problem, f"{piece}: {problem}"


@pytest.mark.parametrize("page", written_pages(), ids=shown)
def test_rules_exist(page: Path) -> None:
    options = CheckOptions(own_settings=False, bundles=builtin_names())
    names = {one.name for one in rule_pages(prepare(["."], options))}
    for piece in code(page):
        if RULE.fullmatch(piece):
            assert piece in names


@pytest.mark.parametrize("page", written_pages(), ids=shown)
def test_files_exist(page: Path) -> None:
    for piece in code(page):
        if piece.startswith(TOP_FOLDERS) and not re.search(r"[<*…{ ]", piece):
            assert (REPOSITORY / piece).exists(), piece

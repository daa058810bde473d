"""Which pages there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from documents.fences import without_fences
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

GENERATED = ("docs/rules", "docs/reference")
"""Pages that are compared with what writes them; their examples are the rules' own tests."""


def all_pages() -> list[Path]:
    """Every page for people: at the root, in docs/ and in policies/, without the rules' cases."""
    docs = REPOSITORY / "docs"
    pages = [*REPOSITORY.glob("*.md"), *docs.rglob("*.md"), REPOSITORY / "policies/README.md"]
    return sorted(pages)


def written_pages() -> list[Path]:
    """Those that people write."""
    generated = [REPOSITORY / folder for folder in GENERATED]
    return [page for page in all_pages() if not any(map(page.is_relative_to, generated))]


def shown(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def indented_code(page: Path) -> list[str]:
    """Lines of code by Markdown's other form: four blanks after an empty line, outside of lists."""
    found: list[str] = []
    listed = False
    before = ""
    for line in without_fences(page.read_text(encoding="utf-8")).split("\n"):
        if re.match(r"\s*(?:[-*+]|\d+\.)\s", line):
            listed = True
        elif line.strip() and not line.startswith(" "):
            listed = False
        elif line.startswith("    ") and line.strip() and not listed and not before.strip():
            found.append(line)
        before = line
    return found

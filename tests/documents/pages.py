"""Which pages there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

"""Links lead somewhere, and every page can be reached from the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from documents.links import broken, links
from documents.pages import all_pages, shown
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", all_pages(), ids=shown)
def test_links_resolve(page: Path) -> None:
    assert broken(page) == []


def test_every_page_is_reached_from_the_readme() -> None:
    waiting = [REPOSITORY / "README.md"]
    seen = set(waiting)
    while waiting:
        page = waiting.pop()
        for target in links(page):
            path = (page.parent / target.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.exists() and path not in seen:
                seen.add(path)
                waiting.append(path)
    assert set(all_pages()) - seen == set()

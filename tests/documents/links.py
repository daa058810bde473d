"""Links of a page: where they lead, and whether that is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from documents.fences import without_fences

if TYPE_CHECKING:
    from pathlib import Path

_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)*)\)")
_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*\Z")


def links(page: Path) -> list[str]:
    """Every target of the page's links and pictures."""
    text = _CODE.sub("", without_fences(page.read_text(encoding="utf-8")))
    return _LINK.findall(text) + _AUTOLINK.findall(text)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    made: dict[str, int] = {}
    found: set[str] = set()
    for line in without_fences(page.read_text(encoding="utf-8")).split("\n"):
        heading = _HEADING.match(line)
        if heading is None:
            continue
        slug = _slug(heading[1])
        count = made.get(slug, 0)
        made[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


def _slug(heading: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def broken(page: Path) -> list[str]:
    """The links that lead nowhere. What is on the web is not looked up, but must be https."""
    wrong: list[str] = []
    for target in links(page):
        if "://" in target:
            if not target.startswith("https://"):
                wrong.append(target)
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            wrong.append(target)
    return wrong

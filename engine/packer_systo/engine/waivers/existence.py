"""Whether the path of a waiver names anything that is there: a misspelt one is never followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.source.discovery import SKIPPED_FOLDERS

if TYPE_CHECKING:
    from packer_systo.engine.source.exclusion import Exclusion

MOST_LOOKED_AT = 20_000
"""Files and folders that are looked at, above which nothing is said."""
MOST_COMPARED = 200_000
"""How often one of them is compared with a pattern, for all waivers of a run."""
MOST_NAMED = 3


class Existence:
    """What is below the settings' folder, for all waivers of a run.

    A path without wildcards is looked for by itself. For the others all folders are gone through,
    once, but for those that a check passes over; links to folders are not followed.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._left = MOST_COMPARED
        self._listing: _Listing | None = None

    def objection(self, path: str, patterns: Exclusion) -> str:
        """What is to be said of a waiver's path; empty where it names something.

        Nothing is said where it is not known: there is more than can be looked through, a folder
        cannot be opened, or what a link leads to may be meant.
        """
        if path.startswith("./"):
            return f"a path with ./ in front names nothing: write {path[2:]}"
        nothing = f"there is no file at {path}"
        fixed, is_whole = _fixed(path)
        if fixed:
            if not self._is_there(fixed, folder=path.endswith("/")):
                return nothing
            if is_whole or not SKIPPED_FOLDERS.isdisjoint(fixed):
                return ""
        elif is_whole and self._is_there((path,)):
            return ""
        if self._listing is None:
            self._listing = _Listing(self._folder)
        if not self._listing.is_complete or self._listing.may_lead_to(fixed):
            return ""
        self._left -= len(self._listing.names)
        if self._left < 0:
            return ""
        if any(patterns.excludes(name, folder=folder) for name, folder in self._listing.names):
            return ""
        return nothing + self._listing.not_looked_into

    def _is_there(self, parts: tuple[str, ...], *, folder: bool = False) -> bool:
        path = os.path.join(self._folder, *parts)
        return os.path.isdir(path) if folder else os.path.lexists(path)


class _Listing:
    """The files and folders below a folder: `names` are (path from there, whether it is a folder)."""

    def __init__(self, folder: str) -> None:
        self.names: list[tuple[str, bool]] = []
        self._links: list[tuple[str, ...]] = []
        self._skipped: set[str] = set()
        self.is_complete = self._read(folder)

    def _read(self, folder: str) -> bool:
        waiting = [("", folder)]
        while waiting:
            above, here = waiting.pop()
            try:
                with os.scandir(here) as scan:
                    entries = list(scan)
            except OSError:
                return False
            if len(self.names) + len(entries) > MOST_LOOKED_AT:
                return False
            for entry in entries:
                name = above + entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and entry.name in SKIPPED_FOLDERS:
                    self._skipped.add(entry.name)
                    continue
                self.names.append((name, is_folder))
                if is_folder:
                    waiting.append((name + "/", entry.path))
                elif entry.is_symlink() and os.path.isdir(entry.path):
                    self._links.append(tuple(name.split("/")))
        return True

    def may_lead_to(self, fixed: tuple[str, ...]) -> bool:
        """Whether what begins with these names may be behind a link to a folder."""
        return any(all(a == b for a, b in zip(link, fixed, strict=False)) for link in self._links)

    @property
    def not_looked_into(self) -> str:
        if not self._skipped:
            return ""
        named = sorted(self._skipped)
        more = ", …" if len(named) > MOST_NAMED else ""
        return f" (folders called {', '.join(named[:MOST_NAMED])}{more} are not looked into)"


def _fixed(pattern: str) -> tuple[tuple[str, ...], bool]:
    """The names that a pattern begins with, from the folder on, and whether these are all of it.

    Without a slash inside, it begins anywhere.
    """
    parts = pattern.strip("/").split("/")
    plain = next((at for at, part in enumerate(parts) if _is_wild(part)), len(parts))
    is_whole = plain == len(parts)
    if "/" not in pattern.rstrip("/"):
        return (), is_whole
    return tuple(parts[:plain]), is_whole


def _is_wild(part: str) -> bool:
    return part.startswith("!") or any(sign in part for sign in "*?[\\")

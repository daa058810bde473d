"""Path patterns: `/builds/*/sources/*`, `config/*/name`.

Parts are separated by `/`; `*` stands for every key or index; within a part `~1` is `/` and `~0`
is `~`, as in JSON pointers (RFC 6901). `/` alone is the whole document.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

EVERY: Final = "*"

Pattern: TypeAlias = tuple[str, ...]
"""The parts of a pattern. An index is its digits; `*` is `EVERY`."""


@lru_cache(maxsize=4096)
def parse_pattern(text: str) -> Pattern:
    stripped = text.strip("/")
    if not stripped:
        return ()
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in stripped.split("/"))


def expand(document: JSON, pattern: Pattern) -> list[tuple[Path, JSON]]:
    """Every place of the document that the pattern matches, with what is there, in its order."""
    found: list[tuple[Path, JSON]] = [((), document)]
    for part in pattern:
        below: list[tuple[Path, JSON]] = []
        for path, here in found:
            if isinstance(here, dict):
                if part == EVERY:
                    below.extend(((*path, key), value) for key, value in here.items())
                elif part in here:
                    below.append(((*path, part), here[part]))
            elif isinstance(here, list):
                if part == EVERY:
                    below.extend(((*path, index), value) for index, value in enumerate(here))
                elif part.isdecimal() and int(part) < len(here):
                    below.append(((*path, int(part)), here[int(part)]))
        found = below
        if not found:
            break
    return found


def lookup(document: JSON, path: Path) -> JSON:
    """What is at exactly this path. Raises LookupError."""
    here = document
    for part in path:
        match here, part:
            case dict(), str():
                here = here[part]
            case list(), int():
                here = here[part]
            case _:
                raise LookupError(show_path(path))
    return here


def show_path(path: Path) -> str:
    """The path as people write it: `/builds/0/sources/1`."""
    return "/" + "/".join(
        str(part) if isinstance(part, int) else part.replace("~", "~0").replace("/", "~1")
        for part in path
    )

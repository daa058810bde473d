"""Writes the generated pages of the documentation: `python tools/generate_docs.py [FOLDER]`.

FOLDER is `docs/` unless given. Whatever lies in it below `rules/` and `reference/` and is not a
generated page any more is removed. Run by `make docs`; a test compares the pages with the committed
ones.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pages import command_line, picture, reference, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
OWN_FOLDERS = ("rules", "reference")


def pages() -> Iterator[tuple[str, str]]:
    """Every generated file: its path below `docs/`, and its text."""
    yield from rules.pages()
    yield from reference.pages()
    yield from command_line.pages()
    yield from picture.pages(ROOT)


def main(arguments: list[str]) -> int:
    """Write the pages; says how many."""
    folder = Path(arguments[0]) if arguments else ROOT / "docs"
    written: set[Path] = set()
    for name, text in pages():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        written.add(path)
    for own in OWN_FOLDERS:
        for path in sorted((folder / own).rglob("*.md")):
            if path not in written:
                path.unlink()
    print(f"{len(written)} files in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

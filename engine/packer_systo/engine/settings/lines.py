"""The line of a TOML file on which a key is set. `tomllib` gives no places."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?")
_KEY = re.compile(r"""^\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?:=|\.)""")


def line_of(text: str, table: tuple[str, ...], key: str, occurrence: int = 0) -> int:
    """The line (from 1) of `key` in `table`, of the `occurrence`-th such table; 0 when not found.

    A table written inline, or keys with dots, are not followed: then the nearest line above that
    is known is given, or 0. An empty `key` asks for the table's header.
    """
    here: tuple[str, ...] = ()
    seen = -1
    found_header = 0
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            here = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            if here == table:
                seen += 1
                if seen == occurrence:
                    found_header = number
                    if not key:
                        return number
            continue
        if here != table or (table and seen != occurrence):
            continue
        match = _KEY.match(line)
        if match and key in match.groups():
            return number
    return found_header

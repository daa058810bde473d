"""The kinds of mistakes that are planted into JSON, and where a valid text has room for them."""

from __future__ import annotations

import itertools
from typing import Final

from packer_systo.engine.syntax.json.nodes import JsonArray, JsonNode, JsonObject, JsonString
from packer_systo.engine.syntax.json.reader import read
from planting import Lines, Site, same

VALUES: Final = {
    "single quotes": ("'value'", 1),
    "typographic quotes": ("\u201cvalue\u201d", 1),
    "no quotes": ("value", 1),
    "True": ("True", 1),
    "leading zero": ("0644", 1),
    "no digit after the point": ("5.", 1),
    "unit after a number": ("40G", 1),
    "not finite": ("NaN", 1),
    "unknown escape": ('"C:\\Windows"', 1),
    "two unknown escapes": ('"C:\\Windows\\System"', 2),
    "string not closed": ('"value', 1),
    "two trailing commas": ('{ "a": [1,], "b": 2, }', 2),
    "no comma in an array": ("[1 2]", 1),
    "two commas missing in an array": ("[1 2, 3 4]", 2),
    "comma too many": ("[1,, 2]", 1),
    "no colon in an object": ('{ "a" 1 }', 1),
    "= in an object": ('{ "a" = 1, "b" => 2 }', 2),
    "keys without quotes": ("{ a: 1, b: 2 }", 2),
    "no value in an object": ('{ "a": , "b": 2 }', 1),
    "key in an array": ('["a": 1]', 1),
    "comment": ("1 /* why */", 1),
}


def sites(text: str) -> list[Site]:
    """All sites of a valid text."""
    found: list[Site] = []
    root = read(text).root
    pending: list[JsonNode] = [] if root is None else [root]
    while pending:
        node = pending.pop()
        if isinstance(node, JsonObject):
            for key, value in node.items:
                _add_member(text, key, value, found)
            _add_commas(text, [(key.start, value.end) for key, value in node.items], found)
            pending.extend(value for _, value in node.items)
        elif isinstance(node, JsonArray):
            _add_commas(text, [(item.start, item.end) for item in node.items], found)
            pending.extend(node.items)
    return found


def _add_member(text: str, key: JsonString, value: JsonNode, found: list[Site]) -> None:
    before = text[text.rfind("\n", 0, key.start) + 1 : key.start]
    line_end = text.find("\n", value.end)
    after = text[value.end : line_end].strip()
    if (
        before.strip()
        or line_end < 0
        or after not in {"", ","}
        or "\n" in text[key.start : value.end]
    ):
        return
    for kind, (put, count) in VALUES.items():
        found.append(Site(kind, value.start, value.end, put, same(times=count)))
    found.append(Site("no colon", key.end, value.start, " ", same()))
    found.append(Site("= for a colon", key.end, value.start, " = ", same()))
    found.append(Site("no value", value.start, value.end, "", same()))
    if key.value.isidentifier():
        found.append(Site("key without quotes", key.start, key.end, key.value, same()))
        found.append(Site("key in single quotes", key.start, key.end, f"'{key.value}'", same()))
    found.append(Site("comment line", key.start, key.start, f"// why\n{before}", same()))


def _add_commas(text: str, items: list[tuple[int, int]], found: list[Site]) -> None:
    for (_, end), (start, _) in itertools.pairwise(items):
        comma = text.find(",", end, start)
        below = text.count("\n", end, start)
        if below:
            found.append(Site("no comma between lines", comma, comma + 1, "", (Lines(0, below),)))
            found.append(Site("comma too many between lines", comma, comma, ",", same()))
    if items and text[items[-1][1] :].lstrip(" \t")[:1] == "\n":
        end = items[-1][1]
        found.append(Site("comma after the last", end, end, ",", same()))

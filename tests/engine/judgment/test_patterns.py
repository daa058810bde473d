"""Path patterns and what they match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.judgment.patterns import expand, lookup, parse_pattern, show_path

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

DOCUMENT: JSON = {
    "builds": [
        {"sources": [{"type": "a"}, {"type": "b"}]},
        {"sources": []},
        {"sources": [{"type": "c", "tags": {"a/b": 1, "*": 2}}]},
    ]
}


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("/", ["/"]),
        ("/builds", ["/builds"]),
        (
            "/builds/*/sources/*",
            ["/builds/0/sources/0", "/builds/0/sources/1", "/builds/2/sources/0"],
        ),
        ("/builds/0/sources/1/type", ["/builds/0/sources/1/type"]),
        ("/builds/9", []),
        ("/builds/x", []),
        ("/nothing/*", []),
        ("/builds/*/sources/*/tags/a~1b", ["/builds/2/sources/0/tags/a~1b"]),
        (
            "/builds/*/sources/*/tags/*",
            ["/builds/2/sources/0/tags/a~1b", "/builds/2/sources/0/tags/*"],
        ),
        ("/builds/*/sources/*/type/deeper", []),
    ],
)
def test_what_a_pattern_matches(pattern: str, paths: list[str]) -> None:
    found = expand(DOCUMENT, parse_pattern(pattern))
    assert [show_path(path) for path, _ in found] == paths
    assert all(lookup(DOCUMENT, path) == value for path, value in found)


def test_what_is_not_there_is_said() -> None:
    paths: list[Path] = [
        ("x",),
        ("builds", 9),
        ("builds", "0"),
        ("builds", 0, "sources", 0, "type", "x"),
    ]
    for path in paths:
        with pytest.raises(LookupError):
            lookup(DOCUMENT, path)

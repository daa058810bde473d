"""Globs on the embedded engine match what OPA's do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.engines.both_engines import both, embedded

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

PATTERNS = [
    "", "*", "**", "?", "***", "*.com", "**.com", "**/x", "*a", "eu-*", "eu-*-1", "{a,b}*", "{,x}a", "a{b,{c,d}}e",
    "{a,", "{a}", "{}", "a}", "a]", "a,b", "[abc]", "[!abc]", "[^a]", "[a-c]", "[!a-c]", "[c-a]", "[a-]", "[]", "[",
    "[ab-d]", "[\\\\]", "[!!]", "[a-c", "\\*", "\\", "ö?", "A", ".", "^$", "a|b", "(a)", "a-b", "[a-c]?", "!a",
    "*\n",
]  # fmt: skip
DELIMITERS: list[JSON] = [[], None, ["."], ["-"], ["/", ":"], ["ö"], ["]", "^"], ["ab"], [""], "."]
TEXTS = [
    "", "a", "b", "ab", "ba", "a.com", "a.b.com", ".com", "x", "a/b/x", "b:a", "eu-west-1", "eu-west-a-1", "ade", "xa",
    "a}", "a]", "a,b", "^", "-", "\\", "!", "*", "ö", "öx", "a\nb", "a\n", "a|b", "(a)", "a-b",
]  # fmt: skip


@pytest.mark.parity
def test_they_match_what_opa_matches() -> None:
    calls: list[list[JSON]] = [
        [pattern, delimiters, text]
        for pattern in PATTERNS
        for delimiters in DELIMITERS
        for text in TEXTS
        if (pattern, delimiters, text) != ("a-b", None, "")
    ]
    ours, theirs = both("glob.match", calls)
    assert ours == theirs
    assert any(ours.values())


@pytest.mark.parity
def test_what_is_special_is_quoted_as_by_opa() -> None:
    ours, theirs = both("glob.quote_meta", [[one] for one in (*PATTERNS, *TEXTS)])
    assert ours == theirs


def test_a_star_ends_at_a_delimiter() -> None:
    assert embedded("glob.match", [["*.com", [], "a.b.com"], ["*.com", None, "a.b.com"]]) == {
        "0": False,
        "1": True,
    }


def test_what_is_no_glob_is_an_error() -> None:
    assert embedded("glob.match", [["{a", [], "a"], ["a", ["ab"], "a"], [1, [], "a"]]) == {}

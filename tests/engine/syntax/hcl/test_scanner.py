"""Tokens, one at a time."""

from __future__ import annotations

import pytest

from packer_systo.engine.syntax.hcl.scanner import Scanner
from packer_systo.engine.syntax.hcl.tokens import END


def tokens_of(text: str, *, newlines: bool = True) -> list[tuple[str, str]]:
    scanner = Scanner(text)
    scanner.newlines = newlines
    found: list[tuple[str, str]] = []
    scanner.advance()
    while scanner.kind != END:
        found.append((scanner.kind, text[scanner.start : scanner.end]))
        scanner.advance()
    return found


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a_b-c d", ["name", "name"]),
        ("a.b", ["name", ".", "name"]),
        ("1 1.5 1e5 1...", ["number", "number", "number", "number", "..."]),
        ("1abc 1e", ["number", "name", "number", "name"]),
        ("a == b => c = d", ["name", "==", "name", "=>", "name", "=", "name"]),
        ("<= >= != && || :: ...", ["<=", ">=", "!=", "&&", "||", "::", "..."]),
        ("~} } ~", ["~}", "}", "~"]),
        ("a\r\nb\n\n", ["name", "\n", "name", "\n", "\n"]),
        ("a # b\nc // d", ["name", "\n", "name"]),
        ("a /* b\n */ c", ["name", "name"]),
        ("/*/", ["other", "/"]),
        ("<<E\nb", ["heredoc", "name"]),
        ("<<E b", ["<", "<", "name", "name"]),
        ("<<-E\r\n", ["heredoc"]),
        ("& | ^ ; ' `", ["&", "|", "^", ";", "'", "`"]),
        ("é ·", ["name", "other"]),
        ("@ \0 \r x", ["other", "other", "other", "name"]),
        ("", []),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _ in tokens_of(text)] == kinds


def test_line_breaks_do_not_count_everywhere() -> None:
    assert [kind for kind, _ in tokens_of("a\n# b\nc", newlines=False)] == ["name", "name"]


def test_numbers_take_what_looks_like_one() -> None:
    assert tokens_of("1.2.3 1..2 1.e5 01") == [
        ("number", "1.2.3"),
        ("number", "1..2"),
        ("number", "1.e5"),
        ("number", "01"),
    ]


def test_the_introducer_of_a_heredoc_is_kept() -> None:
    scanner = Scanner("<<-EOT\n")
    scanner.advance()
    assert (scanner.marker, scanner.flush) == ("EOT", True)

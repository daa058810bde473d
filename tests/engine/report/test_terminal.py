from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from packer_systo.engine.finding.models import ExcerptLine, Finding, Place, Report
from packer_systo.engine.report.options import RenderOptions
from packer_systo.engine.report.terminal import render
from packer_systo.engine.source.text import Position
from report_samples import (
    CLEAN,
    EVERYTHING,
    SYNTAX_ERROR,
    TEMPLATES,
    UNDECIDED,
    UNVERIFIED_ISO,
    line_place,
)
from snapshot import assert_snapshot

SNAPSHOTS = Path(__file__).parent / "snapshots"

AS_PROMISED = """\
high[packer-baseline/unverified-iso]: source qemu.debian accepts any ISO
  --> images/debian.pkr.hcl:14:18
   |
14 |   iso_checksum = var.checksum
   |                  ^^^^^^^^^^^^ is "none"
   |
  ::: images/variables.pkr.hcl:9:13
 9 |   default = "none"
   |             ------ the value comes from here
   |
   = why: whoever controls the mirror controls every image built from it
   = fix: pin the digest: iso_checksum = "sha256:…"
   = see: systo-policy explain packer-baseline/unverified-iso
"""


def of(*findings: Finding) -> Report:
    return Report(templates=TEMPLATES, findings=findings)


def excerpt(text: str, start: int, end: int, *, width: int = 0, label: str = "") -> tuple[str, str]:
    """The two lines of code and caret for a mark on columns `start`..`end` of a line."""
    found = msgspec.structs.replace(
        SYNTAX_ERROR,
        location=Place("a", Position(1, start), Position(1, end), label, (ExcerptLine(1, text),)),
    )
    lines = render(of(found), RenderOptions(width=width)).split("\n")
    return lines[3].removeprefix("1 |").removeprefix(" "), lines[4].removeprefix("  | ")


def test_a_finding_with_a_related_place() -> None:
    assert render(of(UNVERIFIED_ISO), RenderOptions()) == AS_PROMISED


def test_nothing_found_prints_nothing() -> None:
    assert render(CLEAN, RenderOptions()) == ""


def test_a_whole_report() -> None:
    assert_snapshot(render(EVERYTHING, RenderOptions()), SNAPSHOTS / "terminal.txt")


def test_a_whole_report_with_everything_shown() -> None:
    options = RenderOptions(verbose=True, width=80)
    assert_snapshot(render(EVERYTHING, options), SNAPSHOTS / "terminal-verbose.txt")


def test_colours_change_nothing_but_colours() -> None:
    plain = render(EVERYTHING, RenderOptions())
    coloured = render(EVERYTHING, RenderOptions(colour=True))
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_undecided_findings_take_one_line_a_rule() -> None:
    other = msgspec.structs.replace(UNDECIDED, reason="data source: data.amazon-ami.x")
    assert render(of(UNDECIDED, other, UNDECIDED), RenderOptions()) == (
        "undecided[packer-baseline/unverified-iso]: 3 places could not be decided: "
        "variable without a value: var.sum; data source: data.amazon-ami.x\n"
    )


@pytest.mark.parametrize(
    ("text", "mark", "under"),
    [
        ('  a = "日本" + x', "x", "               ^"),  # two columns each
        ('  a = "e\u0301" + x', "x", "            ^"),  # a combining accent takes none
        ("\tname = x", "x", "           ^"),  # a tab goes to the next stop
        ("ab\tname = x", "x", "           ^"),
        ('  a = "日本"', '"日本"', "      ^^^^^^"),
    ],
)
def test_the_caret_is_under_what_it_marks(text: str, mark: str, under: str) -> None:
    start = text.rindex(mark) + 1
    assert excerpt(text, start, start + len(mark))[1] == under


def test_a_place_without_length_still_has_a_caret() -> None:
    assert excerpt("a = ", 5, 5) == ("a =", "    ^")


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "x" * 400 + " HERE " + "y" * 400
    code, under = excerpt(text, 402, 406, width=60)
    assert code.startswith("…")
    assert code.endswith("…")
    assert len(code) <= 57
    assert code[under.index("^") :].startswith("HERE")
    assert under.count("^") == 4


def test_a_long_mark_keeps_its_start_in_sight() -> None:
    code, under = excerpt("key = " + "v" * 900, 7, 907, width=60)
    assert code[under.index("^")] == "v"
    assert len(under) <= len(code) <= 57


def test_text_of_a_template_cannot_steer_the_terminal() -> None:
    evil = 'x = "\x1b[2J\x07\u202e\u2066"'
    found = msgspec.structs.replace(
        SYNTAX_ERROR,
        rule="a/b\x1b]0;owned\x07",
        message="bad\x1b[1m\nname",
        template="a\x1b",
        location=line_place("a\x1b[0m\r.pkr.hcl", 1, evil, "x", "label\x9b"),
        why="w\x00",
    )
    shown = render(of(found), RenderOptions(verbose=True))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "\\x1b[2J\\x07<U+202E><U+2066>" in shown


def test_a_place_without_excerpt_names_the_file_alone() -> None:
    where = Place("plain.json", Position(1, 1), Position(1, 1), "repeated here")
    found = msgspec.structs.replace(SYNTAX_ERROR, location=where, remediation="")
    assert render(of(found), RenderOptions()) == (
        "critical[template/syntax-error]: a comma is missing after this item\n"
        " --> plain.json:1:1 repeated here\n"
        "  = see: systo-policy explain template/syntax-error\n"
    )


def test_many_related_places_are_counted() -> None:
    found = msgspec.structs.replace(UNVERIFIED_ISO, related=UNVERIFIED_ISO.related * 40)
    shown = render(of(found), RenderOptions())
    assert shown.count(":::") == 6
    assert "… and 34 more places" in shown


def test_long_sentences_are_wrapped_on_a_terminal_only() -> None:
    found = msgspec.structs.replace(UNVERIFIED_ISO, why="so " * 60)
    narrow = render(of(found), RenderOptions(width=60))
    assert all(len(line) <= 60 for line in narrow.split("\n") if "so" in line.split())
    assert "so " * 59 in render(of(found), RenderOptions())


def test_the_excerpts_own_mark_wins_over_the_columns_of_the_file() -> None:
    place = Place(
        "a",
        Position(1, 40),
        Position(1, 46),
        excerpt=(ExcerptLine(1, "p = <secret> # ticket", (16, 22)),),
    )
    shown = render(
        of(msgspec.structs.replace(SYNTAX_ERROR, location=place)), RenderOptions()
    ).split("\n")
    assert shown[1] == " --> a:1:40"
    assert shown[4] == "  |                ^^^^^^"


def test_the_help_names_the_program_as_it_was_called() -> None:
    assert "= see: packer-systo explain template/syntax-error" in render(
        of(SYNTAX_ERROR), RenderOptions(program="packer-systo")
    )

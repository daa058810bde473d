from __future__ import annotations

from pathlib import Path

import msgspec
from markdown_it import MarkdownIt

from packer_systo.engine.finding.models import ExcerptLine, Report
from packer_systo.engine.report.markdown import LONGEST, render
from packer_systo.engine.report.options import RenderOptions
from report_samples import CLEAN, EVERYTHING, SYNTAX_ERROR
from snapshot import assert_snapshot

SNAPSHOTS = Path(__file__).parent / "snapshots"


def test_a_whole_report() -> None:
    assert_snapshot(render(EVERYTHING, RenderOptions()), SNAPSHOTS / "report.md")


def test_nothing_found() -> None:
    assert "Nothing found in 1 template by 42 rules." in render(CLEAN, RenderOptions())


def test_text_of_a_template_cannot_become_markup() -> None:
    place = msgspec.structs.replace(
        SYNTAX_ERROR.location,
        excerpt=(ExcerptLine(2, "x = ```\n</code><script>alert(1)</script>"),),
    )
    finding = msgspec.structs.replace(
        SYNTAX_ERROR,
        message="<img src=x onerror=alert(1)> [a](javascript:b) **bold** | cell",
        rule="a`b",
        why="# heading",
        location=place,
    )
    made = MarkdownIt("commonmark").render(render(Report((), (finding,)), RenderOptions()))
    assert "<img" not in made
    assert "<script" not in made
    assert "<strong>bold" not in made
    assert "<a " not in made
    assert made.count("<h1>") == 1


def test_a_comment_has_a_limit_and_says_what_is_left_out() -> None:
    made = render(Report((), (SYNTAX_ERROR,) * 5_000), RenderOptions())
    assert len(made) < LONGEST + 500
    shown = made.count("## critical")
    assert f"… and {5_000 - shown} more findings" in made

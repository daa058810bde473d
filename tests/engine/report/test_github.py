from __future__ import annotations

import msgspec

from packer_systo.engine.finding.models import Report
from packer_systo.engine.report.github import render
from packer_systo.engine.report.options import RenderOptions
from packer_systo.engine.source.text import Position
from report_samples import CLEAN, EVERYTHING, SYNTAX_ERROR, UNDECIDED, UNENCRYPTED, WAIVED


def lines(report: Report, options: RenderOptions | None = None) -> list[str]:
    return render(report, options or RenderOptions()).splitlines()


def test_an_annotation_of_each_level() -> None:
    shown = lines(EVERYTHING)
    assert shown[0].startswith("::error title=systo-policy::packer-baseline/small-disk on web")
    assert shown[1] == (
        "::error file=broken.pkr.hcl,line=2,endLine=2,col=12,endColumn=14,"
        "title=critical%3A template/syntax-error::a comma is missing after this item"
        "%0AFix: put a comma between the items"
    )
    assert shown[3].startswith("::warning file=web.pkr.hcl,line=3,")
    assert len(shown) == 4, "what is undecided, waived or in the baseline is not annotated"


def test_nothing_found_prints_nothing() -> None:
    assert lines(CLEAN) == []


def test_undecided_is_annotated_where_it_counts() -> None:
    report = Report((), (UNDECIDED,))
    assert lines(report) == []
    assert lines(report, RenderOptions(verbose=True))[0].startswith("::notice ")
    assert lines(report, RenderOptions(undecided_fails=True))[0].startswith("::error ")
    assert lines(Report((), (WAIVED,)), RenderOptions(verbose=True)) == []


def test_text_cannot_end_a_command_or_start_another() -> None:
    place = msgspec.structs.replace(SYNTAX_ERROR.location, file="a,b:c%\n.pkr.hcl")
    finding = msgspec.structs.replace(
        SYNTAX_ERROR, message="100%\r\n::stop-commands::x", location=place, remediation=""
    )
    (line,) = lines(Report((), (finding,)))
    assert "file=a%2Cb%3Ac%25%0A.pkr.hcl," in line
    assert line.endswith("::100%25%0D%0A::stop-commands::x")


def test_what_is_beyond_githubs_limit_is_in_a_group() -> None:
    evil = msgspec.structs.replace(SYNTAX_ERROR, message="##[error]x\n::error::y")
    shown = lines(Report((), (SYNTAX_ERROR,) * 10 + (evil,) + (UNENCRYPTED,) * 2))
    assert sum(line.startswith("::error ") for line in shown) == 10
    assert sum(line.startswith("::warning ") for line in shown) == 2
    group = shown[shown.index("::group::1 more findings") :]
    assert group[1:] == [
        "critical[template/syntax-error] broken.pkr.hcl:2:12: ## [error]x ::error::y",
        "::endgroup::",
    ]


def test_columns_are_left_out_for_several_lines() -> None:
    place = msgspec.structs.replace(SYNTAX_ERROR.location, end=Position(9, 1))
    (line,) = lines(Report((), (msgspec.structs.replace(SYNTAX_ERROR, location=place),)))
    assert "line=2,endLine=9,title" in line

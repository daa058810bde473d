from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.report.options import FORMATS, Format, RenderOptions
from packer_systo.engine.report.render import pieces, render
from report_samples import CLEAN, EVERYTHING

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Report


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("report", [EVERYTHING, CLEAN], ids=["everything", "clean"])
def test_the_pieces_of_a_format_are_its_text(report: Report, format: Format) -> None:
    text = render(report, format, RenderOptions())
    assert "".join(pieces(report, format, RenderOptions())) == text
    assert text == render(report, format, RenderOptions()), "the same report, the same text"


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_names_the_finding(format: Format) -> None:
    assert "unverified-iso" in render(EVERYTHING, format, RenderOptions())

"""Rules that look across a template take time in its size, not in its square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions, check

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = 4_000


@pytest.mark.slow
def test_thousands_of_sources_that_are_not_there_stop_no_rule(tmp_path: Path) -> None:
    names = ", ".join(f'"amazon-ebs.s{number}"' for number in range(SOURCES))
    (tmp_path / "main.pkr.hcl").write_text(f"build {{\n  sources = [{names}]\n}}\n", "utf-8")
    only = ("packer-baseline/unsupported-system",)
    report = check([str(tmp_path)], CheckOptions(only=only, cache=False))
    assert report.errors == ()

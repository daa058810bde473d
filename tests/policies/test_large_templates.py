"""Rules go through large templates once: none that compares all with all is stopped by its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions, check

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = 6000


@pytest.mark.slow
@pytest.mark.parametrize("defined", [True, False])
def test_thousands_of_sources_are_judged(
    defined: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f'"null.a{number}"' for number in range(SOURCES)]
    text = f"build {{\n  sources = [{', '.join(names)}]\n}}\n"
    if defined:
        text += "".join(
            f'source "null" "a{number}" {{\n  communicator = "none"\n}}\n'
            for number in range(SOURCES)
        )
    (tmp_path / "main.pkr.hcl").write_text(text, encoding="utf-8")
    report = check(["main.pkr.hcl"], CheckOptions(cache=False))
    assert not report.errors
    undefined = [one for one in report.findings if one.rule == "template/undefined-source"]
    assert len(undefined) == (0 if defined else SOURCES)

"""Small templates of which Packer 1.16 has said whether it takes them, and where not.

Recorded by `tools/packer_verdicts.py` with `packer validate`, so what only it tells counts too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from packer_systo.engine.template.diagnostics import rule_of

if TYPE_CHECKING:
    from template_folder import TemplateFolder


class Case(msgspec.Struct, frozen=True):
    """`line` is the first that Packer names, 0 for none."""

    name: str
    file: str
    text: str
    refused: bool
    line: int


CASES = [
    msgspec.convert(json.loads(line), Case)
    for line in Path(__file__)
    .with_name("packer_verdicts.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]

OTHER_LINES = {
    # Packer names the line of the block, we that of what is wrong in it.
    "prov-unknown-attr", "prov-type", "pp-list", "pp-unknown-ref", "override-type", "override-list",
    "override-wrong", "override-unknownattr", "pause", "timeout-num", "source-bad",
    "nested-source-unknown",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_and_line_are_packers(folder: TemplateFolder, case: Case) -> None:
    folder.file(case.file, case.text)
    target = case.file if case.file == "main.json" else "."
    wrong = [
        (line, message)
        for code, line, message in folder.problems(target=target)
        if rule_of(code).severity in {"critical", "high", "medium"}
    ]
    assert bool(wrong) is case.refused, wrong
    if case.line and case.name not in OTHER_LINES:
        assert case.line in [line for line, _ in wrong]


def test_there_are_enough_of_both() -> None:
    refused = sum(case.refused for case in CASES)
    assert refused > 80
    assert len(CASES) - refused > 25

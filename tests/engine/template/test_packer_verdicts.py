"""Small templates of which Packer 1.16 has said whether it takes them, where not, and their values.

Recorded by `tools/packer_verdicts.py` with `packer validate`, so what only it tells counts too, and
`packer inspect`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_cases import Case, judge, read_cases

if TYPE_CHECKING:
    from pathlib import Path

CASES = read_cases()

OTHER_LINES = {
    # Packer names the line of the block, we that of what is wrong in it.
    "nested-source-unknown", "source-bad", "override-list", "override-null-inner",
    "override-type", "override-unknown-whole", "override-unknownattr", "override-wrong", "pause",
    "timeout-num", "timeout-unit", "hcp-registry-name", "hcp-registry-short-name",
    "hcp-registry-both-labels", "hcp-registry-long-description", "source-name-space",
    "more-p-override-bad", "more-p-timeout-bad", "more-p-pause-num",
    # Of blocks that are there too often, Packer names the last one, and the labels of a block.
    "dynamic-two-contents", "dynamic-labels-too-many",
    # The text of the message names the first of two.
    "data-duplicate",
    # Packer takes any of the two for the second one.
    "local-dup",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_line_and_values_are_packers(tmp_path: Path, case: Case) -> None:
    outcome = judge(case, tmp_path)
    if case.differs:
        assert outcome.refused is not case.refused, "the reason why it differs is out of date"
        return
    assert outcome.refused is case.refused, outcome.mistakes
    assert not outcome.tally.different
    if case.name.startswith("asks-"):
        # Of what a component asks for, Packer names the block, we what is wrong in it.
        assert all(line >= case.line for _, line, _ in outcome.mistakes)
    elif case.line and case.name not in OTHER_LINES:
        assert case.line in [line for _, line, _ in outcome.mistakes]


def test_there_are_enough_of_both() -> None:
    refused = sum(case.refused for case in CASES)
    assert refused > 250
    assert len(CASES) - refused > 180
    assert sum(bool(case.printed) for case in CASES) > 300

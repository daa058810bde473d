"""Our evaluation against HashiCorp's: recorded answers always, the program itself where Go is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from hcl_evaluation import RECORDED, Answer, GoMissing, build, go_answers, our_answer, our_names
from hcl_evaluation_cases import CASES, NAMES, TEMPLATES
from random_expressions import random_expressions

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.values.value import Value

GROUPS = {**CASES, "whole-templates": TEMPLATES}

DIFFERENT = {
    'convert("-0", number)': "big.Float has a negative zero; nobody needs it in a template",
    "7 / 0": "go-cty gives infinity, which no attribute can take; we say that it divides by zero",
    '"Inf" + 0': "the same: there is no infinity here",
    '"1e2000" + 0': "numbers end at 2^4096",
}
"""Where we differ on purpose."""


@pytest.fixture(scope="module")
def names() -> dict[str, Value]:
    return our_names(NAMES)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return build(tmp_path_factory.mktemp("hcleval"))
    except GoMissing as reason:
        pytest.skip(str(reason))


def recorded(group: str) -> dict[str, Answer]:
    return msgspec.json.decode((RECORDED / f"{group}.json").read_bytes(), type=dict[str, Answer])


def same(ours: Answer, theirs: Answer) -> bool:
    """Messages are our own words: of an error only that there is one is compared."""
    if ours.errors or theirs.errors:
        return bool(ours.errors) == bool(theirs.errors)
    return ours == theirs


@pytest.mark.parametrize("group", GROUPS)
def test_expressions_give_what_hashicorp_gives(group: str, names: dict[str, Value]) -> None:
    answers = recorded(group)
    assert list(answers) == GROUPS[group]
    wrong: list[tuple[str, Answer, Answer]] = []
    for expression, theirs in answers.items():
        ours = our_answer(expression, names, template=group == "whole-templates")
        if same(ours, theirs) == (expression in DIFFERENT):
            wrong.append((expression, ours, theirs))
    assert wrong == []


@pytest.mark.parity
@pytest.mark.parametrize("group", GROUPS)
def test_what_is_recorded_is_what_the_program_says(group: str, program: Path) -> None:
    asked = GROUPS[group]
    answers = go_answers(program, asked, NAMES, template=group == "whole-templates")
    assert dict(zip(asked, answers, strict=True)) == recorded(group)


@pytest.mark.parity
@pytest.mark.parametrize(("seed", "depth"), [(1, 1), (2, 2), (3, 3)])
def test_random_expressions_give_what_hashicorp_gives(
    seed: int, depth: int, program: Path, names: dict[str, Value]
) -> None:
    """All but 1 in 1,000: go-cty also knows of some unknowns that they are not null."""
    expressions = random_expressions(seed, 3000, depth)
    wrong: list[tuple[str, Answer, Answer]] = []
    evaluated = 0
    for expression, theirs in zip(
        expressions, go_answers(program, expressions, NAMES), strict=True
    ):
        ours = our_answer(expression, names)
        evaluated += not theirs.errors
        if not same(ours, theirs) and "Inf" not in theirs.value and "-0" not in theirs.value:
            wrong.append((expression, ours, theirs))
    assert evaluated > len(expressions) // 4
    assert len(wrong) <= len(expressions) // 1000, wrong

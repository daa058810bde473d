"""Every function against what Packer 1.16's own code says of the same calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest

from function_cases import (
    ERROR,
    FOLDER,
    JSON,
    Case,
    all_cases,
    ask_reference,
    build_reference,
    make_result,
    recorded,
    same,
)
from packer_systo.engine.functions.table import NAMES
from shared_data import shared

if TYPE_CHECKING:
    from pathlib import Path

CASES = list(all_cases())
RECORDED = recorded()
DIFFERENCES = cast(
    "list[dict[str, JSON]]",
    json.loads((FOLDER / "differences.json").read_text(encoding="utf-8")),
)


def by_function() -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in CASES:
        found.setdefault(case.function, []).append(case)
    return found


@pytest.mark.parametrize(("function", "cases"), by_function().items(), ids=by_function())
def test_calls_give_what_packer_gives(function: str, cases: list[Case]) -> None:
    wrong = [
        f"{case.line}\nours: {found}\nPacker's: {RECORDED[function][case.place]}"
        for case in cases
        if not same(found := make_result(case), RECORDED[function][case.place])
    ]
    assert not wrong, "\n".join(wrong)


def test_every_function_is_called_at_least_ten_times() -> None:
    calls = by_function()
    assert set(calls) == NAMES
    assert {name for name, cases in calls.items() if len(cases) < 10} == set()
    assert {name: len(results) for name, results in RECORDED.items()} == {
        name: len(cases) for name, cases in calls.items()
    }


def test_calls_try_null_unknown_errors_and_more_than_ascii() -> None:
    for name, cases in by_function().items():
        lines = " ".join(
            case.arguments if isinstance(case.arguments, str) else json.dumps(case.arguments)
            for case in cases
        )
        assert "null" in lines, name
        assert "unknown" in lines, name
        assert {ERROR: True} in RECORDED[name], name


def test_all_functions_of_packer_are_there() -> None:
    listed = set(shared("knowledge/functions.txt").read_text(encoding="utf-8").split())
    assert len(listed) == 102
    # templatefile needs a folder, so the list was made without it.
    assert NAMES - listed == {"templatefile"}
    assert listed <= NAMES


@pytest.mark.parametrize("entry", DIFFERENCES, ids=lambda entry: str(entry["why"])[:40])
def test_known_differences_are_as_described(entry: dict[str, JSON]) -> None:
    case = Case(str(entry["function"]), 0, entry["arguments"])
    found = make_result(case)
    assert same(found, entry["ours"])
    assert not same(found, entry["theirs"])


@pytest.mark.parity
def test_the_record_is_what_packer_says_today(tmp_path: Path) -> None:
    program = build_reference(tmp_path)
    if program is None:
        pytest.skip("Go is not here, or cannot build Packer's code")
    answers = ask_reference(program, CASES)
    for case, answer in zip(CASES, answers, strict=True):
        assert same(RECORDED[case.function][case.place], answer), case.line
    for entry in DIFFERENCES:
        case = Case(str(entry["function"]), 0, entry["arguments"])
        (answer,) = ask_reference(program, [case])
        assert same(answer, entry["theirs"]) or entry["theirs"] == "a value", case.line

"""The page on gathered mistakes: the rules that it names exist, and none of the mistakes is left out."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec
import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files, builtin_names
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.template.diagnostics import RULES as READER_RULES

PAGE = Path(__file__).parents[2] / "docs" / "decisions" / "0026-gathered-mistakes.md"
ROW = re.compile(r"^\| ([a-z]{3}-[a-z0-9-]+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:packer-\w+|template)/[a-z0-9-]+)`")


class _Mistake(msgspec.Struct):
    id: str


class _Gathered(msgspec.Struct):
    delusions: list[_Mistake]


def test_each_rule_that_it_names_exists() -> None:
    rules = {rule.full_name for one in builtin_bundles(builtin_names()) for rule in one.rules}
    rules |= {f"template/{rule.name}" for rule in READER_RULES}
    named = set(NAMED.findall(PAGE.read_text(encoding="utf-8")))
    assert len(named) > 60
    assert named - rules == set()


def test_each_rule_without_a_fix_says_why() -> None:
    without: set[str] = set()
    for bundle in builtin_bundles(builtin_names()):
        files = builtin_files(bundle.metadata.name)
        for rule in bundle.rules:
            written = files[f"{rule.file.rpartition('/')[0]}/cases.md"].decode()
            if not any(case.fixed for case in read_cases(written, rule.file).cases):
                without.add(rule.full_name)
    fixes = PAGE.read_text(encoding="utf-8").partition("**Fixes.**")[2]
    assert len(without) > 30
    assert without - set(NAMED.findall(fixes)) == set()


def test_each_mistake_has_a_rule_or_a_reason() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len({name for name, _ in rows}) == len(rows)
    assert all(NAMED.match(said) or len(said) > 40 for _, said in rows)


def test_none_of_the_mistakes_is_left_out() -> None:
    shared = os.environ.get("SYSTO_SHARED")
    file = Path(shared or "nowhere") / "knowledge" / "delusions.json"
    if not file.is_file():
        pytest.skip("the gathered mistakes are not here (set SYSTO_SHARED)")
    gathered = msgspec.json.decode(file.read_bytes(), type=_Gathered)
    names = {name for name, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert names == {one.id for one in gathered.delusions}

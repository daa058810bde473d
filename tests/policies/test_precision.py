"""What people said of findings in real templates, and whether the rules still agree with it.

`precision.json` names findings by rule, public repository, file and line, with a verdict. Those
that were wrong have led to a repair, so they are no longer reported. Its latest 106: 104
drawn at random (a repository, then a finding of it), all right, and two wrong ones met while looking
at findings rule by rule.

`precision_sample.json` is a random sample, drawn by `proof/precision.py` after these repairs: its rate
is that of the baseline on the corpus, each repository alike.

`precision_unseen.json` is all findings in templates of repositories that had led to no repair.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.template.diagnostics import RULES as READER_RULES
from precision import (
    KEPT,
    LEFT_OUT,
    REACH,
    UNSEEN,
    JudgedFinding,
    Sample,
    findings,
    rate,
)
from shared_data import corpus_path

SHARE = 0.95
"""Of the findings that are reported, at least so many must be right."""

REPAIRED_SHARE = 0.2
"""What was wrong before the repairs; a set of nothing but right findings would prove little."""

JUDGED = msgspec.json.decode(
    Path(__file__).with_name("precision.json").read_bytes(), type=list[JudgedFinding]
)


def test_many_findings_of_many_repositories_were_looked_at() -> None:
    assert len(JUDGED) >= 120
    assert len({one.repository for one in JUDGED}) >= 15
    places = Counter(one.place for one in JUDGED)
    assert [place for place, times in places.items() if times > 1] == []
    assert all(one.reason for one in JUDGED)


def test_each_names_a_rule() -> None:
    names = {rule.full_name for bundle in builtin_bundles() for rule in bundle.rules}
    names |= {f"template/{rule.name}" for rule in READER_RULES}
    assert {one.rule for one in JUDGED} <= names


def test_a_repaired_rule_was_mostly_right() -> None:
    wrong = sum(one.verdict == "wrong" for one in JUDGED)
    assert 0 < wrong <= REPAIRED_SHARE * len(JUDGED)


def test_what_is_reported_is_right(reported: set[tuple[str, str, str, int]]) -> None:
    still = [one for one in JUDGED if one.place in reported]
    right = sum(one.verdict == "right" for one in still)
    assert len(still) >= 120
    assert right >= SHARE * len(still), f"{right} of {len(still)} are right"


def test_what_is_right_is_still_reported(reported: set[tuple[str, str, str, int]]) -> None:
    lost = [one.place for one in JUDGED if one.verdict == "right" and one.place not in reported]
    assert lost == []


def test_what_was_wrong_is_reported_no_more(reported: set[tuple[str, str, str, int]]) -> None:
    back = [one.place for one in JUDGED if one.verdict == "wrong" and one.place in reported]
    assert back == []


SAMPLE = msgspec.json.decode(KEPT.read_bytes(), type=Sample)


def test_the_sample_is_of_every_repository_and_judged_whole() -> None:
    judged = SAMPLE.judged
    assert len(judged) >= 200
    drawn = Counter(one.repository for one in judged)
    assert len(drawn) == 26
    assert set(drawn) == set(SAMPLE.findings)
    assert all(count <= min(SAMPLE.each, SAMPLE.findings[name]) for name, count in drawn.items())
    assert len({one.identity for one in judged}) == len(judged)
    assert all(one.verdict and one.reason for one in judged)
    assert not {one.rule for one in judged} & LEFT_OUT


def test_the_baseline_is_right_on_the_sample() -> None:
    assert rate(SAMPLE.judged) >= REACH


def test_the_sample_names_rules_of_today() -> None:
    names = {rule.full_name for bundle in builtin_bundles() for rule in bundle.rules}
    assert {one.rule for one in SAMPLE.judged} <= names


@pytest.mark.slow
def test_what_is_right_in_the_sample_is_still_reported() -> None:
    today = findings(corpus_path("repos"))
    lost = [one.identity for one in SAMPLE.judged if one.verdict == "right"]
    assert [identity for identity in lost if identity not in today] == []


UNSEEN_ONES = msgspec.json.decode(UNSEEN.read_bytes(), type=list[JudgedFinding])


def test_the_unseen_templates_are_of_other_repositories() -> None:
    repositories = {one.repository for one in UNSEEN_ONES}
    assert len(UNSEEN_ONES) >= 100
    assert len(repositories) >= 20
    assert not repositories & set(SAMPLE.findings)
    assert len({one.place for one in UNSEEN_ONES}) == len(UNSEEN_ONES)
    assert all(one.reason for one in UNSEEN_ONES)


def test_the_unseen_templates_name_rules_of_today() -> None:
    names = {rule.full_name for bundle in builtin_bundles() for rule in bundle.rules}
    names |= {f"template/{rule.name}" for rule in READER_RULES}
    assert {one.rule for one in UNSEEN_ONES} <= names


def test_the_baseline_was_right_on_unseen_templates() -> None:
    assert rate(UNSEEN_ONES) >= REACH


def test_what_was_wrong_in_unseen_templates_is_reported_no_more() -> None:
    folder = os.environ.get("SYSTO_UNSEEN")
    if not folder:
        pytest.skip("the unseen templates are not kept (set SYSTO_UNSEEN to a folder of copies)")
    today = {(one.rule, one.repository, one.file, one.line) for one in findings(Path(folder))}
    back = [one.place for one in UNSEEN_ONES if one.verdict == "wrong" and one.place in today]
    assert back == []

"""A rule's confidence, updated by what people said."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bundle.bundles import CEL_FILE, CEL_RULE, small_bundle
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.feedback.code import finding_hash, rule_code
from packer_systo.engine.feedback.confidence import (
    corrections_by_rule,
    doubted,
    posterior,
    prior_strength,
)
from packer_systo.engine.feedback.models import Correction, Group, Snapshot, Store, Verdict
from packer_systo.engine.finding.models import Finding, Place, Status
from packer_systo.engine.source.text import Position

ONE = Position(1, 1)

probabilities = st.floats(min_value=0, max_value=1)
strengths = st.floats(min_value=1, max_value=10_000)
counts = st.integers(min_value=0, max_value=1_000_000)


def test_the_worked_example_of_the_decision() -> None:
    assert posterior(0.9, 10, 1, 3) == 0.7143


@given(prior=probabilities, strength=strengths, correct=counts, wrong=counts)
def test_the_posterior_is_monotone_and_a_probability(
    prior: float, strength: float, correct: int, wrong: int
) -> None:
    here = posterior(prior, strength, correct, wrong)
    assert 0 <= here <= 1
    assert posterior(prior, strength, correct + 1, wrong) >= here
    assert posterior(prior, strength, correct, wrong + 1) <= here


@given(prior=probabilities, strength=strengths)
def test_without_corrections_it_is_the_bundles_own(prior: float, strength: float) -> None:
    assert posterior(prior, strength, 0, 0) == pytest.approx(prior, abs=1e-4)


@given(prior=probabilities, correct=st.integers(0, 50), wrong=st.integers(0, 50))
def test_a_stronger_prior_moves_less(prior: float, correct: int, wrong: int) -> None:
    weak = abs(posterior(prior, 5, correct, wrong) - prior)
    strong = abs(posterior(prior, 500, correct, wrong) - prior)
    assert strong <= weak + 1e-4


@pytest.mark.parametrize(
    ("data", "strength"),
    [
        ("{}", 10),
        ('{"small": {"feedback": {"prior_strength": 40}}}', 40),
        ('{"small": {"feedback": {"prior_strength": 0}}}', 10),
        ('{"small": {"feedback": {"prior_strength": true}}}', 10),
        ('{"small": {"feedback": []}}', 10),
    ],
)
def test_the_bundle_says_what_its_estimate_weighs(data: str, strength: float) -> None:
    bundle = load_files(small_bundle({"data.json": data}), "small")
    assert prior_strength(bundle) == strength


def correction(code: str, verdict: Verdict, number: int) -> Correction:
    return Correction(
        rule="small/wrong-thing",
        bundle_version="1.2.0",
        code=code,
        verdict=verdict,
        finding=finding_hash("00" * 32, str(number)),
        facts=("format=hcl2",),
        day="2027-01-15",
    )


def test_everybodys_counts_are_added() -> None:
    bundle = load_files(small_bundle(), "small")
    code = rule_code(bundle.rules[1])
    assert bundle.rules[1].metadata.name == "wrong-thing"
    own = (correction(code, "false-positive", 1), correction(code, "correct", 2))
    theirs = Snapshot(4, (Group("small/wrong-thing", "1.1.0", code, (), 0, 2),))
    store = Store("ab" * 8, "00" * 32, 2, own, {"cd" * 8: theirs})
    found = corrections_by_rule(store, [bundle])["small/wrong-thing"]
    assert (found.correct, found.false_positive, found.prior) == (1, 3, 0.9)
    assert found.confidence == 0.7143


def test_a_repaired_rule_starts_anew_and_a_retitled_one_does_not() -> None:
    old = load_files(small_bundle(), "small")
    store = Store(
        "ab" * 8, "00" * 32, 1, (correction(rule_code(old.rules[1]), "false-positive", 1),)
    )
    titled = CEL_RULE.replace("A thing is wrong", "Another title").replace(
        "severity: high", "severity: low"
    )
    retitled = load_files(small_bundle({CEL_FILE: titled}), "small")
    assert "small/wrong-thing" in corrections_by_rule(store, [retitled])
    repaired = load_files(
        small_bundle({CEL_FILE: CEL_RULE.replace('!= "wrong"', '!= "bad"')}), "small"
    )
    assert corrections_by_rule(store, [repaired]) == {}


def test_what_could_not_be_read_is_never_doubted() -> None:
    def finding(rule: str, status: Status) -> Finding:
        return Finding(
            rule, "high", "syntax", status, "m", "t", (), Place("f", ONE, ONE), confidence=0.3
        )

    given = [
        finding("template/syntax-error", "fail"),
        finding("small/wrong-thing", "fail"),
        finding("small/wrong-thing", "undecided"),
        finding("small/wrong-thing", "waived"),
    ]
    found = [one.status for one in doubted(given, 0.9)]
    assert found == ["fail", "doubted", "undecided", "waived"]
    assert doubted(given, 0.3) == given


def test_a_hash_says_nothing_without_its_key() -> None:
    one = finding_hash("00" * 32, "fingerprint")
    assert one == finding_hash("00" * 32, "fingerprint")
    assert one != finding_hash("01" * 32, "fingerprint")
    assert msgspec.json.encode(one)

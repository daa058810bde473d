"""Every case of every rule of the built-in bundles, and again with each input made unknown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files
from packer_systo.engine.judgment.case_run import run_cases

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle, Rule

RULES = [(bundle, rule) for bundle in builtin_bundles() for rule in bundle.rules]


@pytest.mark.parametrize(("bundle", "rule"), RULES, ids=[rule.full_name for _, rule in RULES])
def test_cases(bundle: Bundle, rule: Rule) -> None:
    results = list(run_cases(bundle, builtin_files(bundle.metadata.name), [rule.full_name]))
    assert len(results) >= 2
    failures = [
        f"{result.case} (line {result.line}): {failure}"
        for result in results
        for failure in result.failures
    ]
    assert not failures, "\n".join(failures)


def test_the_baseline_is_wide() -> None:
    rules = [rule for bundle, rule in RULES if bundle.metadata.name == "packer-baseline"]
    categories = Counter(rule.metadata.category for rule in rules)
    assert len(rules) >= 40
    assert categories["security"] >= 18
    assert {"syntax", "security", "architectural", "build"} <= set(categories)
    assert {rule.language for rule in rules} == {"rego", "cel"}


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=lambda rule: rule.full_name)
def test_each_rule_says_where_it_comes_from(rule: Rule) -> None:
    assert rule.metadata.related_resources
    assert rule.metadata.why[0].islower()
    assert not rule.metadata.why.endswith(".")
    assert rule.metadata.remediation.endswith((".", ")"))

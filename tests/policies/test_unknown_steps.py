"""Rules that stop at a step that nobody knows: what makes them stop is among their inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Rule

ASKS = "commands.unknown_step("
COUNTED = {
    *("type", "overrides"),
    *(
        f"config/{name}"
        for name in ("destination", "direction", "inline", "script", "scripts", "source", "sources")
    ),
}
"""What `unknown_step` of lib/commands.rego counts, below a provisioner."""

RULES = [rule for bundle in builtin_bundles() for rule in bundle.rules if ASKS in rule.rego]


def test_some_rules_ask() -> None:
    assert len(RULES) >= 5


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.full_name)
def test_what_is_unknown_of_a_step_leaves_a_rule_undecided(rule: Rule) -> None:
    inputs = rule.metadata.judges.inputs
    assert {one.partition("provisioners/*/")[2] for one in inputs} >= COUNTED

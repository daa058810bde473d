"""A rule's name says what is wrong, never the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted, LintFinding

NAME = "cure-name"

CURES = frozenset(
    {
        "add", "allow", "always", "avoid", "deny", "disable", "disallow", "enable", "encrypt",
        "enforce", "ensure", "forbid", "must", "never", "no", "pin", "prefer", "prevent",
        "prohibit", "remove", "require", "restrict", "set", "should", "use", "validate", "verify",
    }
)  # fmt: skip


def says_the_cure(name: str) -> bool:
    """Whether a rule's name begins as an order does."""
    return name.partition("-")[0] in CURES


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        name = rule.metadata.name
        if says_the_cure(name):
            yield linted.at_rule(
                NAME, rule, (), f"`{name}` says what to do; a name says what is wrong",
                "such as `unverified-iso`, not `verify-iso`: it is what a finding is called",
            )  # fmt: skip

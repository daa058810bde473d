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
        "enforce", "ensure", "forbid", "must", "never", "pin", "prefer", "prevent", "prohibit",
        "remove", "require", "restrict", "set", "should", "use", "validate", "verify",
    }
)  # fmt: skip
"""First words of an order. `no` is none of them: `no-tag` says what is wrong."""

DEMANDS = frozenset(
    {
        "allowed", "always", "disallowed", "enforced", "ensured", "forbidden", "mandatory", "must",
        "needed", "never", "prohibited", "recommended", "required", "should",
    }
)  # fmt: skip
"""Last words of a demand, such as `tags-required`."""

_NEGATIONS = frozenset({"no", "non", "not", "un", "without"})


def says_the_cure(name: str) -> bool:
    """Whether a rule's name begins as an order does, or ends as a demand does."""
    first, *others = name.split("-")
    if first in CURES:
        return True
    if not others or others[-1] not in DEMANDS:
        return False
    # `approval-not-required` says what is wrong.
    return not {first, *others[:-1]} & _NEGATIONS


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        name = rule.metadata.name
        if says_the_cure(name):
            yield linted.at_rule(
                NAME, rule, (), f"`{name}` says what to do; a name says what is wrong",
                "such as `unverified-iso`, not `verify-iso`: it is what a finding is called",
            )  # fmt: skip

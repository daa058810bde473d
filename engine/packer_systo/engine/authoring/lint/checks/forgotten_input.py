"""What a CEL rule reads to decide, but does not name among its `inputs`.

Where such a place cannot be known, the rule would pass or fail by guessing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.conditions import reads_of
from packer_systo.engine.judgment.patterns import EVERY, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted, LintFinding
    from packer_systo.engine.judgment.patterns import Pattern

NAME = "forgotten-input"

_KNOWN = frozenset(
    {"format", "hcp_packer_registry", "label", "name", "now", "path", "sources_chosen", "type"}
)
"""What is always known: labels of blocks, that a block is there, what the reader says itself."""


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        judges = rule.metadata.judges
        if rule.cel is None or judges.partial == "judge":
            continue
        inputs = [(text.startswith("/"), parse_pattern(text)) for text in judges.inputs]
        told: set[str] = set()
        for read in reads_of(rule.cel.assertion):
            if not read.pattern or read.pattern[-1] in _KNOWN:
                continue
            covered = any(
                absolute == read.absolute and _overlap(pattern, read.pattern)
                for absolute, pattern in inputs
            )
            place = ("/" if read.absolute else "") + "/".join(read.pattern)
            if not covered and place not in told:
                told.add(place)
                yield linted.at_rule(
                    NAME, rule, ("custom", "inputs"),
                    f"`assert` reads `{place}`, which is not among the `inputs`",
                    "where it cannot be known, the rule must be undecided",
                )  # fmt: skip


def _overlap(one: Pattern, other: Pattern) -> bool:
    """Whether one of two patterns is the other, or above it."""
    return all(
        left == right or EVERY in {left, right} for left, right in zip(one, other, strict=False)
    )

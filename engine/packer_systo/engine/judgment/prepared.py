"""A rule made ready to judge documents."""

from __future__ import annotations

import msgspec

from packer_systo.engine.bundle.models import Rule
from packer_systo.engine.judgment.conditions import Condition, Read, parts_of
from packer_systo.engine.judgment.patterns import Pattern, parse_pattern


class PreparedRule(msgspec.Struct, frozen=True):
    """A rule with its patterns and its condition taken apart, once for all documents."""

    rule: Rule
    subject: Pattern
    inputs: tuple[Read, ...]
    conditions: tuple[Condition, ...]
    assertion: Condition | None
    """Of a rule in CEL, where it is not several with `&&`, of which one could fail to be evaluated."""
    judges_partial: bool

    @property
    def uses_cel(self) -> bool:
        """Whether an expression is evaluated before an engine for Rego is asked, or instead."""
        return bool(self.conditions) or self.rule.cel is not None


def prepare_rule(rule: Rule) -> PreparedRule:
    judges = rule.metadata.judges
    return PreparedRule(
        rule=rule,
        subject=parse_pattern(judges.subject),
        inputs=tuple(Read(text.startswith("/"), parse_pattern(text)) for text in judges.inputs),
        conditions=parts_of(judges.when),
        assertion=_assertion(rule),
        judges_partial=judges.partial == "judge",
    )


def _assertion(rule: Rule) -> Condition | None:
    parts = () if rule.cel is None else parts_of(rule.cel.assertion)
    return parts[0] if len(parts) == 1 else None

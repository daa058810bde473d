"""From the facts of false positives to narrower rules: what they share and no right finding has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.feedback.facts import COMPONENT, FORMAT, OTHER, SET, VALUE
from packer_systo.engine.judgment.patterns import parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.feedback.models import Group

ProposalKind: TypeAlias = Literal["condition", "data"]

FEWEST = 2
"""False positives that must share a fact: one may be an accident."""

MOST_PROPOSALS = 5
"""Of one rule, the best ones."""

_WITH_TYPE = (
    ("builds", "*", "sources", "*"),
    ("builds", "*", "provisioners", "*"),
    ("builds", "*", "post_processors", "*", "*"),
    ("sources", "*"),
    ("data", "*"),
)


class Proposal(msgspec.Struct, frozen=True):
    """A change of one rule, for a person to look at.

    `facts` are what the false positives share. `when` is the rule's whole condition after the
    change. A `data` proposal also adds the list `setting` with `values` to the bundle's settings,
    so that the next exception is a change of data alone. `false_positives` of `all_false` have the
    facts, and of `all_correct` right findings none, as far as was said.
    """

    rule: str
    kind: ProposalKind
    facts: tuple[str, ...]
    when: str
    false_positives: int
    all_false: int
    all_correct: int
    setting: str = ""
    values: tuple[str, ...] = ()


def proposals(bundle: Bundle, rule: Rule, groups: Iterable[Group]) -> list[Proposal]:
    """What would keep the rule from its false positives; `groups` are those of this rule's code.

    Only facts that no finding has that was said to be right. The ones that reach most come first.
    """
    said = list(groups)
    all_false = sum(group.false_positive for group in said)
    all_correct = sum(group.correct for group in said)
    if not all_correct:
        return []  # every fact of a false alarm would be one that no right finding has
    wrong: dict[str, int] = {}
    right: set[str] = set()
    for group in said:
        if group.correct:
            right.update(group.facts)
        for fact in group.facts if group.false_positive else ():
            wrong[fact] = wrong.get(fact, 0) + group.false_positive
    typed = parse_pattern(rule.metadata.judges.subject) in _WITH_TYPE
    only_wrong = {fact: count for fact, count in wrong.items() if fact not in right}
    found: list[Proposal] = []
    for fact, count in only_wrong.items():
        condition = _unless(fact, typed=typed) if count >= FEWEST else ""
        if condition:
            when = _narrowed(rule, condition)
            found.append(
                Proposal(rule.full_name, "condition", (fact,), when, count, all_false, all_correct)
            )
    components = {fact: count for fact, count in only_wrong.items() if _component(fact)}
    if typed and len(components) > 1 and sum(components.values()) >= FEWEST:
        found.append(_listed(bundle, rule, components, all_false, all_correct))
    found.sort(key=lambda one: (-one.false_positives, one.kind, one.facts))
    return found[:MOST_PROPOSALS]


def _listed(
    bundle: Bundle, rule: Rule, components: dict[str, int], all_false: int, all_correct: int
) -> Proposal:
    """Several components: a list in the bundle's settings, which the condition then reads."""
    root = next(iter(bundle.data), bundle.metadata.name.replace("-", "_"))
    setting = f"{rule.metadata.name.replace('-', '_')}_except_types"
    condition = f"!(self.type in data.{root}.{SETTINGS}.{setting})"
    facts = tuple(sorted(components))
    return Proposal(
        rule=rule.full_name,
        kind="data",
        facts=facts,
        when=_narrowed(rule, condition),
        false_positives=sum(components.values()),
        all_false=all_false,
        all_correct=all_correct,
        setting=setting,
        values=tuple(_component(fact) for fact in facts),
    )


def _component(fact: str) -> str:
    """The component that a fact names, or empty."""
    name, _, value = fact.partition("=")
    return value if name == COMPONENT and value != OTHER else ""


def _unless(fact: str, *, typed: bool) -> str:
    """The condition that leaves out what has a fact, or empty where a subject cannot be asked."""
    name, _, value = fact.partition("=")
    if name == FORMAT:
        return f'doc.format != "{value}"'
    if not typed:
        return ""
    if name == COMPONENT and value != OTHER:
        return f'self.type != "{value}"'
    if name == SET:
        return f"!has(self.config.{value})"
    if name == VALUE:
        attribute, _, word = value.partition("=")
        return f"!(has(self.config.{attribute}) && self.config.{attribute} == {word})"
    return ""


def _narrowed(rule: Rule, condition: str) -> str:
    when = rule.metadata.judges.when.strip()
    if not when:
        return condition
    # An outermost `||` or `? :` would swallow what is added.
    return f"{condition} && ({when})" if "||" in when or "?" in when else f"{condition} && {when}"

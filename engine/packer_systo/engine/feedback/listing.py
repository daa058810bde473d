"""What was said of each rule, for people and machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.feedback.confidence import corrections_by_rule
from packer_systo.engine.feedback.counting import counts_of, origins_of
from packer_systo.engine.feedback.store import read_store
from packer_systo.engine.finding.models import Corrections
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle


class ListedRule(msgspec.Struct, frozen=True):
    """A rule as it is now, with what was said of it."""

    rule: str
    corrections: Corrections


class Listed(msgspec.Struct, frozen=True):
    """All rules with corrections. `older` counts those of rules that are others today, or not here."""

    origins: int
    rules: tuple[ListedRule, ...]
    older: int


def list_feedback(path: str, bundles: Iterable[Bundle]) -> Listed:
    """What the store at `path` says of the rules of the bundles; nothing where there is no store."""
    store = read_store(path)
    if store is None:
        return Listed(0, (), 0)
    said = corrections_by_rule(store, bundles)
    origins = origins_of(store)
    total = sum(one.correct + one.false_positive for one in counts_of(origins).values())
    shown = sum(one.correct + one.false_positive for one in said.values())
    rules = tuple(ListedRule(rule, said[rule]) for rule in sorted(said))
    return Listed(len(origins), rules, total - shown)


def text(listed: Listed) -> str:
    """One line a rule."""
    if not listed.rules and not listed.older:
        return "There is no feedback yet.\n"
    width = max((len(one.rule) for one in listed.rules), default=0)
    lines = [
        f"{printable(one.rule):{width}}  {one.corrections.correct} right, "
        f"{one.corrections.false_positive} false positive: confidence "
        f"{one.corrections.prior:g} → {one.corrections.confidence:g}"
        for one in listed.rules
    ]
    if listed.older:
        lines.append(
            f"{listed.older} more about rules that decide otherwise today, or are not here"
        )
    return "".join(f"{line}\n" for line in lines)


def json(listed: Listed) -> str:
    return msgspec.json.format(msgspec.json.encode(listed), indent=2).decode() + "\n"

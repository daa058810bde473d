"""Whether a waiver may be followed: its rules, its reason, its day, the bundle's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import RuleMetadata
from packer_systo.engine.waivers.rules import EXPIRED, REFUSED, UNKNOWN, WITHOUT_REASON

if TYPE_CHECKING:
    from packer_systo.engine.waivers.comment import Written
    from packer_systo.engine.waivers.terms import Terms


class Objection(msgspec.Struct, frozen=True):
    """Why a waiver is not followed, or not for one of its rules."""

    rule: RuleMetadata
    message: str


def examine(written: Written, terms: Terms, today: str) -> tuple[frozenset[str], list[Objection]]:
    """The full names of the rules that it waives, and what is wrong with it.

    A rule of a bundle that this run did not choose is neither: another run may have it.

    `today` is an ISO date; the day that a waiver names is the last one on which it holds.
    """
    if written.mistake:
        return frozenset(), [Objection(UNKNOWN, f"the waiver cannot be read: {written.mistake}")]
    objections: list[Objection] = []
    until = written.until
    if until and not _is_date(until):
        return frozenset(), [
            Objection(UNKNOWN, f"`{until[:40]}` is no date; write the day as 2027-03-31")
        ]
    if not written.reason.strip():
        named = ", ".join(written.rules)
        objections.append(Objection(WITHOUT_REASON, f"the waiver of {named} gives no reason"))
    if until and until < today:
        named = ", ".join(written.rules)
        objections.append(Objection(EXPIRED, f"the waiver of {named} ended on {until}"))
    waived: set[str] = set()
    for name in written.rules:
        full_names = terms.full_names(name)
        if not full_names and not terms.judges_elsewhere(name):
            message = f"the waiver names no known rule: `{name}`.{terms.suggestion(name)}"
            objections.append(Objection(UNKNOWN, message))
        for full_name in full_names:
            refusal = _refusal(full_name, until, terms, today)
            if refusal:
                objections.append(Objection(REFUSED, refusal))
            else:
                waived.add(full_name)
    if any(one.rule in (WITHOUT_REASON, EXPIRED) for one in objections):
        waived.clear()
    return frozenset(waived), objections


def _refusal(full_name: str, until: str, terms: Terms, today: str) -> str:
    own = terms.of(full_name)
    if not own.waivable:
        return f"{full_name} cannot be waived"
    if own.days is None:
        return ""
    from datetime import date, timedelta

    latest = (date.fromisoformat(today) + timedelta(days=own.days)).isoformat()
    if not until:
        return f"{full_name} may be waived for {own.days} days: say until when"
    if until > latest:
        return f"{full_name} may be waived for {own.days} days, until {latest} at the latest"
    return ""


def _is_date(text: str) -> bool:
    from datetime import date

    if len(text) != 10:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

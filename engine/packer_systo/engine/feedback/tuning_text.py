"""What `bundle tune` proposes, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.feedback.tuning import Tuned, Tuning

MOST_SHOWN = 5
"""Findings listed of one proposal."""


def render(tuning: Tuning) -> str:
    """All proposals, with a final newline."""
    return "\n".join(_lines(tuning)) + "\n"


def _lines(tuning: Tuning) -> Iterator[str]:
    looked_at = "1 finding" if tuning.looked_at == 1 else f"{tuning.looked_at} findings"
    yield f"{tuning.bundle} {tuning.version}: {looked_at} looked at"
    if not tuning.tuned:
        yield ""
        yield (
            "Nothing to propose: no two false positives of a rule share anything that no right "
            "finding has. It takes at least one finding of the rule that is said to be right."
        )
        return
    for tuned in tuning.tuned:
        yield ""
        yield from _proposal(tuned, tuning.templates)
    yield ""
    yield "Nothing was changed. Try a proposal on more templates before you release it."


def _proposal(tuned: Tuned, templates: int) -> Iterator[str]:
    proposal = tuned.proposal
    yield (
        f"{proposal.rule}: {proposal.false_positives} of {proposal.all_false} false positives, "
        f"and none of {proposal.all_correct} right findings, have {' or '.join(proposal.facts)}"
    )
    if proposal.kind == "data":
        values = ", ".join(f'"{value}"' for value in proposal.values)
        yield f"  add to the settings in data.json, and to their schema in .manifest: {proposal.setting} = [{values}]"
    yield f"  when: {printable(proposal.when)}"
    if not templates:
        return
    tried = "1 template" if templates == 1 else f"{templates} templates"
    yield (
        f"  on {tried}, {len(tuned.vanished)} of {tuned.before} findings vanish: "
        f"{tuned.count('false-positive')} said to be false positives, "
        f"{tuned.count('correct')} said to be right, {tuned.count('nothing')} that nobody looked at"
    )
    ordered = sorted(tuned.vanished, key=lambda one: one.said != "correct")
    for one in ordered[:MOST_SHOWN]:
        note = "" if one.said == "nothing" else f" ({one.said})"
        yield f"    {printable(one.file)}:{one.line}: {printable(one.message)}{note}"
    if len(ordered) > MOST_SHOWN:
        yield f"    … and {len(ordered) - MOST_SHOWN} more"

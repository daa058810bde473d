"""Findings for a person at a terminal: the message, the code with a caret, why, and the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.frame import BOLD, RESET, Frame, margin_of
from packer_systo.engine.report.judged import counted
from packer_systo.engine.report.printable import printable
from packer_systo.engine.report.undecided import undecided_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.finding.models import Corrections, Finding, Report, Severity
    from packer_systo.engine.report.options import RenderOptions

MOST_RELATED = 6
"""Related places that are shown of one finding; more are counted."""

_COLOURS: dict[Severity, str] = {
    "critical": "\x1b[1;31m",
    "high": "\x1b[31m",
    "medium": "\x1b[33m",
    "low": "\x1b[36m",
    "info": "\x1b[2m",
}
_HIDDEN = ("waived", "baseline")


def render(report: Report, options: RenderOptions) -> str:
    """All findings, one block each, with an empty line between; empty when there are none.

    What cannot be decided takes one line a rule, and what is waived or in the baseline none,
    unless `options.verbose`.
    """
    return "".join(pieces(report, options))


def pieces(report: Report, options: RenderOptions) -> Iterator[str]:
    """The same block by block."""
    gap = ""
    undecided: list[Finding] = []
    for finding in report.findings:
        if options.verbose or finding.status == "fail":
            yield gap + _block(finding, options)
            gap = "\n"
        elif finding.status == "undecided":
            undecided.append(finding)
    if undecided:
        lines = [
            _head("undecided", rule, text, _COLOURS["info"], options)
            for rule, text in undecided_lines(undecided)
        ]
        yield gap + "\n".join(lines) + "\n"


def _head(word: str, rule: str, text: str, colour: str, options: RenderOptions) -> str:
    head, text = f"{word}[{printable(rule)}]", printable(text)
    if not options.colour:
        return f"{head}: {text}"
    return f"{colour}{head}{RESET}{BOLD}: {text}{RESET}"


def _block(finding: Finding, options: RenderOptions) -> str:
    colour = _COLOURS[finding.severity]
    word = finding.severity if finding.status == "fail" else finding.status
    related = finding.related[:MOST_RELATED]
    places = (finding.location, *related)
    frame = Frame(margin_of(places), colour if options.colour else "", options.width)

    lines = [_head(word, finding.rule, finding.message, colour, options)]
    lines += frame.place("-->", "^", finding.location)
    for place in related:
        lines += frame.place(":::", "-", place)
    if len(finding.related) > MOST_RELATED:
        lines.append(frame.note("", f"… and {len(finding.related) - MOST_RELATED} more places"))
    if any(place.excerpt for place in places):
        lines.append(frame.rule())
    for label, text in _notes(finding, options):
        # An example may be of several lines, which are not the same on one.
        lines.append(frame.note(label, *(text.splitlines() if label == "fix" else (text,))))
    return "\n".join(lines) + "\n"


def _notes(finding: Finding, options: RenderOptions) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    if finding.status == "undecided" and finding.reason:
        notes.append(("because", finding.reason))
    if finding.waiver is not None:
        waiver = finding.waiver
        until = f", until {waiver.until}" if waiver.until else ""
        owner = f" ({waiver.owner})" if waiver.owner else ""
        notes.append(("waived", f"{waiver.reason}{owner}{until}"))
    if finding.status == "baseline":
        notes.append(("baseline", "known before; it does not fail the run"))
    if finding.status == "doubted":
        least = "below the confidence that was asked for; it does not fail the run"
        notes.append(("doubted", least))
    if finding.corrections is not None:
        notes.append(("confidence", _confidence(finding.corrections)))
    if finding.variants:
        notes.append(("with", _variants(finding.variants)))
    if finding.why:
        notes.append(("why", finding.why))
    fix = finding.fix
    if finding.remediation or fix is not None:
        notes.append(("fix", _cure(finding, options)))
    notes.append(("see", f"{options.program} explain {finding.rule}"))
    return notes


def _confidence(said: Corrections) -> str:
    looked_at = said.correct + said.false_positive
    return (
        f"{said.confidence:.0%}: of {counted(looked_at, 'finding')} that people looked at, "
        f"{said.correct} {'was' if said.correct == 1 else 'were'} right; the bundle says {said.prior:.0%}"
    )


def _variants(variants: tuple[str, ...]) -> str:
    shown = ", ".join(variants[:MOST_RELATED])
    more = len(variants) - MOST_RELATED
    return f"{shown} and {more} more" if more > 0 else shown


def _cure(finding: Finding, options: RenderOptions) -> str:
    """The remediation, and whether the program can apply a fix itself."""
    if finding.fix is None:
        return finding.remediation
    option = "--fix" if finding.fix.safe else "--fix --unsafe"
    text = finding.remediation or finding.fix.description
    return f"{text}   ({options.program} check {option} does it)"

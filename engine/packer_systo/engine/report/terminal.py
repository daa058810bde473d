"""Findings for a person at a terminal: the message, the code with a caret, why, and the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import marked_line, printable, wrapped
from packer_systo.engine.report.undecided import undecided_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.finding.models import Finding, Place, Report, Severity
    from packer_systo.engine.report.options import RenderOptions

EXCERPT_COLUMNS = 160
"""Width of an excerpt where the output is no terminal."""

MOST_RELATED = 6
"""Related places that are shown of one finding; more are counted."""

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FRAME = "\x1b[34m"
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
    return f"{colour}{head}{_RESET}{_BOLD}: {text}{_RESET}"


def _block(finding: Finding, options: RenderOptions) -> str:
    colour = _COLOURS[finding.severity]
    word = finding.severity if finding.status == "fail" else finding.status
    related = finding.related[:MOST_RELATED]
    places = (finding.location, *related)
    numbers = [line.number for place in places for line in place.excerpt]
    margin = len(str(max(numbers))) if numbers else 1
    frame = _Frame(margin, colour, options)

    lines = [_head(word, finding.rule, finding.message, colour, options)]
    lines += frame.place("-->", "^", finding.location)
    for place in related:
        lines += frame.place(":::", "-", place)
    if len(finding.related) > MOST_RELATED:
        lines.append(frame.note("", f"… and {len(finding.related) - MOST_RELATED} more places"))
    if any(place.excerpt for place in places):
        lines.append(frame.rule())
    for label, text in _notes(finding, options):
        lines.append(frame.note(label, text))
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
    if finding.variants:
        notes.append(("with", _variants(finding.variants)))
    if finding.why:
        notes.append(("why", finding.why))
    fix = finding.fix
    if finding.remediation or fix is not None:
        notes.append(("fix", _cure(finding, options)))
    notes.append(("see", f"{options.program} explain {finding.rule}"))
    return notes


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


class _Frame:
    """The margin of line numbers, and the lines drawn beside it."""

    def __init__(self, margin: int, colour: str, options: RenderOptions) -> None:
        self.margin = margin
        self.width = options.width
        self.code_width = max((options.width or EXCERPT_COLUMNS) - margin - 3, 20)
        self.mark_colour = colour if options.colour else ""
        self.frame_colour = _FRAME if options.colour else ""
        self.reset = _RESET if options.colour else ""

    def _framed(self, text: str) -> str:
        return f"{self.frame_colour}{text}{self.reset}"

    def rule(self) -> str:
        return self._framed(f"{' ' * self.margin} |")

    def place(self, arrow: str, mark: str, place: Place) -> list[str]:
        where = f"{printable(place.file)}:{place.start.line}:{place.start.column}"
        lines: list[str] = []
        # A rule parts the excerpt above from the next place, and the arrow from its own excerpt.
        if mark == "-":
            lines.append(self.rule())
        label = printable(place.label)
        if not place.excerpt:
            tail = f" {label}" if label else ""
            return [*lines, f"{' ' * self.margin}{self._framed(arrow)} {where}{tail}"]
        lines.append(f"{' ' * self.margin}{self._framed(arrow)} {where}")
        if mark == "^":
            lines.append(self.rule())
        for line in place.excerpt:
            start, end = line.mark or _columns_in(place, line.number, len(line.text))
            text, lead, length = marked_line(line.text, start - 1, end - 1, self.code_width)
            lines.append(f"{self._framed(f'{line.number:>{self.margin}} |')} {text}".rstrip())
            if line.number == place.start.line:
                under = mark * length + (f" {label}" if label else "")
                lines.append(
                    f"{self.rule()} {' ' * lead}{self.mark_colour}{under}{self.reset}".rstrip()
                )
        return lines

    def note(self, label: str, text: str) -> str:
        head = f"{label}: " if label else ""
        indent = self.margin + 3 + len(head)
        first, *rest = wrapped(printable(text), self.width, indent)
        lines = [f"{' ' * self.margin} {self._framed('=')} {head}{first}"]
        lines += [f"{' ' * indent}{line}" for line in rest]
        return "\n".join(lines)


def _columns_in(place: Place, number: int, length: int) -> tuple[int, int]:
    """The place's own columns on a line of its excerpt."""
    start = place.start.column if number == place.start.line else 1
    end = place.end.column if number == place.end.line else length + 1
    return start, end

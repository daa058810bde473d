"""An explanation for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.explanation.cel_text import MARKS, macro_lines
from packer_systo.engine.explanation.rego.text import DEFAULT_FOLDING, Folding, RegoWriter, told
from packer_systo.engine.report.frame import BOLD, RESET, Frame, margin_of
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.explanation.models import (
        CelStep,
        Explanation,
        ReadData,
        ReadValue,
        RegoBody,
        Said,
        Subject,
        SubjectOutcome,
        TemplateExplanation,
    )
    from packer_systo.engine.finding.models import Place

MOST_SUBJECTS = 12
"""Subjects shown whole; what is not judged takes a line each, and the rest is counted."""

MOST_READS = 8
LONGEST_PART = 72
"""Characters of an expression whose parts follow."""

_WORDS: dict[SubjectOutcome, str] = {
    "fail": "fails",
    "pass": "passes",
    "undecided": "is undecided",
    "waived": "fails, and is waived",
    "baseline": "fails, and is in the baseline",
    "not judged": "is not judged",
    "error": "could not be judged",
}
_COLOURS: dict[SubjectOutcome, str] = {
    "fail": "\x1b[31m",
    "pass": "\x1b[32m",
    "undecided": "\x1b[33m",
    "waived": "\x1b[36m",
    "baseline": "\x1b[36m",
    "not judged": "\x1b[2m",
    "error": "\x1b[1;31m",
}
_ORDER: tuple[SubjectOutcome, ...] = (
    "error",
    "fail",
    "undecided",
    "waived",
    "baseline",
    "pass",
    "not judged",
)


def render(
    explanation: Explanation,
    *,
    width: int = 0,
    colour: bool = False,
    folding: Folding = DEFAULT_FOLDING,
) -> str:
    """The whole explanation, with a final newline; `folding` says how much of it is shown."""
    writer = _Writer(explanation, width, folding, colour=colour)
    return (
        "\n".join(line for part in explanation.templates for line in writer.template(part)) + "\n"
    )


class _Writer:
    def __init__(
        self, explanation: Explanation, width: int, folding: Folding, *, colour: bool
    ) -> None:
        self._explanation = explanation
        self._folding = folding
        self._width = width
        self._colour = colour

    def template(self, part: TemplateExplanation) -> Iterator[str]:
        rule = self._explanation.rule
        yield self._bold(f"{printable(rule)} on {printable(part.template)}: {_counts(part)}")
        if part.error:
            yield f"error: {printable(part.error)}"
        for said in part.said:
            yield ""
            yield from self._said_alone(said)
        shown = sorted(part.subjects, key=lambda one: _ORDER.index(one.outcome))
        whole = [one for one in shown if one.outcome != "not judged"]
        if not whole:
            whole = shown[:1]
        most = len(whole) if self._folding.everything else MOST_SUBJECTS
        for subject in whole[:most]:
            yield ""
            yield from self._subject(subject)
        if len(whole) > most:
            yield ""
            yield f"… and {len(whole) - most} more (--all shows them)"
        others = [one for one in shown if one.outcome == "not judged" and one not in whole]
        if others:
            yield ""
            yield from self._not_judged(others)
        for text in part.hidden:
            yield ""
            yield f"undecided: {printable(text)}"

    def _not_judged(self, others: list[Subject]) -> Iterator[str]:
        for subject in others[:MOST_SUBJECTS]:
            decides = next(_deciding(subject.when), None) if subject.when is not None else None
            since = f", since {printable(decides.text)} does not hold" if decides else ""
            yield f"{printable(subject.name)} is not judged{since}"
        if len(others) > MOST_SUBJECTS:
            yield f"… and {len(others) - MOST_SUBJECTS} more are not judged"

    def _said_alone(self, said: Said) -> Iterator[str]:
        frame = self._frame([said.place], "")
        yield f"{said.status}: {printable(said.message)}"
        yield from frame.place("-->", "^", said.place)

    def _subject(self, subject: Subject) -> Iterator[str]:
        colour = _COLOURS[subject.outcome]
        chains = [step.place for read in subject.reads for step in read.chain if step.place]
        frame = self._frame([subject.place, *chains], colour)
        head = f"{printable(subject.name)} {_WORDS[subject.outcome]}"
        yield f"{colour}{head}{RESET}" if self._colour else head
        yield from frame.place("-->", "^", subject.place)
        several = len({said.message for said in subject.said}) < len(subject.said)
        for said in subject.said:
            where = f" ({said.place.file}:{said.place.start.line})" if several else ""
            yield frame.note("says", f"{said.message}{where}")
            if said.waiver:
                yield frame.note("accepted by", said.waiver)
        if subject.undecided:
            yield frame.note("undecided", subject.undecided)
        if subject.when is not None:
            judged = (
                "not judged, since this does not hold"
                if subject.outcome == "not judged"
                else (
                    "undecided whether it is judged"
                    if subject.when.result == "unknown"
                    else "judged, since"
                )
            )
            yield from self._tree(judged, subject.when, frame, subject.path)
        if subject.assertion is not None:
            yield from self._tree("must hold", subject.assertion, frame, subject.path)
        writer = RegoWriter(self._explanation.file, frame.margin + 5, self._folding)
        denied = any(body.stopped_at is None for body in subject.bodies)
        for body in subject.bodies:
            # Where one denies, it does not matter how far the others come.
            decides = not denied or body.stopped_at is None
            yield from self._body(body, writer, frame, decides=decides)
        if writer.folded:
            yield frame.note("folded", f"{', '.join(writer.folded)} (--all shows everything)")
        if subject.untraced and not subject.bodies:
            yield frame.note("not traced", subject.untraced)
        if subject.outcome != "not judged":
            for one in self._explanation.data:
                yield frame.note("data", f"{one.name} = {one.value}, {_origin(one)}")
            yield from self._reads(subject.reads, subject.path, frame)

    def _tree(self, head: str, step: CelStep, frame: Frame, subject: str) -> Iterator[str]:
        yield frame.note("", f"{head}:")
        marked = _some_do_not_decide(step)
        for depth, one in _lines(step, 0):
            arrow = "   ← decides" if marked and one.decides and not one.parts else ""
            note = f"   ({printable(one.note)})" if one.note and not one.parts else ""
            yield (
                f"{' ' * frame.margin}     {MARKS[one.result]}{'  ' * depth}"
                f"{_cut(printable(one.text), one)}{arrow}{note}"
            )
            for value in told(one.values, one.text):
                yield f"{' ' * frame.margin}             {'  ' * depth}  {value}"
            for line in macro_lines(one, subject):
                yield f"{' ' * frame.margin}     {line[0]}{'  ' * (depth + 1)}{line[1]}"

    def _body(
        self, body: RegoBody, writer: RegoWriter, frame: Frame, *, decides: bool
    ) -> Iterator[str]:
        file = self._explanation.file
        if not body.steps:
            yield frame.note("", f"denied always ({file}:{body.line})")
            return
        if body.stopped_at is None:
            yield frame.note("", f"denied, since all of this holds ({file}:{body.line}):")
        else:
            yield frame.note("", f"not denied: it stops in line {body.stopped_at} ({file}):")
        yield from writer.body(body, decides=decides)

    def _reads(self, reads: tuple[ReadValue, ...], path: str, frame: Frame) -> Iterator[str]:
        there = [read for read in reads if read.value or read.unknown]
        there.sort(key=lambda read: not read.chain)  # what stands in no file comes last
        most = len(there) if self._folding.everything else MOST_READS
        for read in there[:most]:
            what = f"= {read.value}" if read.value else "cannot be known"
            yield frame.note("reads", f"{_within(read, path)} {what}")
            for number, step in enumerate(read.chain):
                if step.place is None:
                    yield frame.note("", f"from {step.label}")
                elif number == 0:
                    yield from frame.place("-->", "^", step.place)
                else:
                    yield from frame.place(":::", "-", step.place)
        if len(there) > most:
            yield frame.note("", f"… and {len(there) - most} more values (--all shows them)")
        absent = [_within(read, path) for read in reads if not read.value and not read.unknown]
        if absent:
            yield frame.note("absent", ", ".join(absent))

    def _frame(self, places: list[Place], colour: str) -> Frame:
        return Frame(margin_of(places), colour if self._colour else "", self._width)

    def _bold(self, text: str) -> str:
        return f"{BOLD}{text}{RESET}" if self._colour else text


def _counts(part: TemplateExplanation) -> str:
    if not part.subjects and not part.said:
        return "there is nothing here that it judges"
    if part.said:
        return "1 finding" if len(part.said) == 1 else f"{len(part.said)} findings"
    counts: list[str] = []
    for outcome, word in _COUNTED.items():
        count = sum(one.outcome == outcome for one in part.subjects)
        if count:
            counts.append(f"{count} {word}")
    return ", ".join(counts)


_COUNTED: dict[SubjectOutcome, str] = {
    "error": "in error",
    "fail": "failed",
    "undecided": "undecided",
    "waived": "waived",
    "baseline": "in the baseline",
    "pass": "passed",
    "not judged": "not judged",
}


def _lines(step: CelStep, depth: int) -> Iterator[tuple[int, CelStep]]:
    yield depth, step
    for part in step.parts:
        yield from _lines(part, depth + 1)


def _deciding(step: CelStep) -> Iterator[CelStep]:
    """The smallest parts on which the result hangs."""
    if not step.decides:
        return
    if not step.parts:
        yield step
    for part in step.parts:
        yield from _deciding(part)


def _some_do_not_decide(step: CelStep) -> bool:
    return any(not one.decides for _, one in _lines(step, 0))


def _cut(text: str, step: CelStep) -> str:
    """A part whose own parts follow, or that does not matter, needs no more than its beginning."""
    short = bool(step.parts) or step.result == "not needed"
    return f"{text[:LONGEST_PART]}…" if short and len(text) > LONGEST_PART + 1 else text


def _origin(data: ReadData) -> str:
    return f"set in {data.set_at}" if data.set_at else "the bundle's own"


def _within(read: ReadValue, subject: str) -> str:
    """A path from its subject on."""
    return read.path.removeprefix(f"{subject}/")

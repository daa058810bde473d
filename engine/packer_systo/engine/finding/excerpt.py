"""Places with an excerpt: the line that a finding is about, safe to show anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.models import ExcerptLine, Place
from packer_systo.engine.source.stretches import inside
from packer_systo.engine.template.document import SECRET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.source.text import SourceText

LONGEST_LINE = 320
"""Characters of a line that an excerpt keeps: a minified template is one line of megabytes."""

CUT = "…"


def place(
    source: SourceText,
    start: int,
    end: int,
    *,
    label: str = "",
    secrets: Sequence[tuple[int, int]] = (),
) -> Place:
    """The place `start`..`end` (offsets) of a text, with its first line as the excerpt.

    `secrets` are stretches of the text, as offsets, that must not be shown, as `joined` gives them;
    each is replaced whole, also where it begins before the line or ends after it.
    """
    first = source.position(start)
    return Place(
        file=source.path,
        start=first,
        end=source.position(max(start, end)),
        label=label,
        excerpt=(_line(source, first.line, start, max(start, end), secrets),),
    )


def _line(
    source: SourceText, number: int, start: int, end: int, secrets: Sequence[tuple[int, int]]
) -> ExcerptLine:
    line_start = source.starts[number - 1]
    text = source.line(number)
    line_end = line_start + len(text)
    hidden = inside(secrets, line_start, line_end)
    pieces: list[str] = []
    at = line_start
    for hidden_start, hidden_end in hidden:
        pieces += text[at - line_start : hidden_start - line_start], SECRET
        at = hidden_end
    pieces.append(text[at - line_start :])
    return _cut(
        number,
        "".join(pieces),
        _shown(min(start, line_end), line_start, hidden, after=False),
        _shown(min(end, line_end), line_start, hidden, after=True),
    )


def _shown(offset: int, line_start: int, hidden: list[tuple[int, int]], *, after: bool) -> int:
    """Where `offset` is in the shown line; within what is hidden, before or after the stand-in."""
    moved = offset - line_start
    for hidden_start, hidden_end in hidden:
        if hidden_end <= offset:
            moved += len(SECRET) - (hidden_end - hidden_start)
        elif hidden_start < offset:
            moved -= offset - hidden_start
            if after:
                moved += len(SECRET)
    return moved


def _cut(number: int, text: str, start: int, end: int) -> ExcerptLine:
    if len(text) > LONGEST_LINE:
        first = max(0, min(start - LONGEST_LINE // 4, len(text) - LONGEST_LINE))
        last = first + LONGEST_LINE
        before, after = CUT if first else "", CUT if last < len(text) else ""
        start = max(start - first, 0) + len(before)
        end = min(end - first, LONGEST_LINE) + len(before)
        text = f"{before}{text[first:last]}{after}"
    return ExcerptLine(number, text, (start + 1, max(start, end) + 1))

"""Unified diffs of what a fix changes, with secrets replaced."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from packer_systo.engine.template.document import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.fixes.run import Fixed

    _Span: TypeAlias = tuple[int, int]

SHORTEST = 4
"""Characters of a secret that is hidden where a line changed, whatever it stands for there."""

NO_NEWLINE = "\\ No newline at end of file"


def diff(fixed: Fixed) -> str:
    """The changes of a template's files as one unified diff; empty when nothing changed."""
    return "".join(
        _file_diff(
            file,
            *_hidden(
                fixed.before[file],
                fixed.after[file],
                fixed.secrets_before[file],
                fixed.secrets_after[file],
            ),
        )
        for file in sorted(fixed.after)
    )


def _hidden(
    before: str, after: str, of_before: Sequence[_Span], of_after: Sequence[_Span]
) -> tuple[str, str]:
    """Both texts without what is secret in either.

    A fix may take out the line for which a text was a secret: where the same text stands elsewhere it
    is none any more, and showing it there would tell what was hidden.
    """
    from difflib import SequenceMatcher

    secrets = {before[start:end].strip('"') for start, end in of_before}
    secrets |= {after[start:end].strip('"') for start, end in of_after}
    lines_before, lines_after = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts_before, starts_after = _starts(lines_before), _starts(lines_after)
    matcher = SequenceMatcher(None, lines_before, lines_after)
    spans_before, spans_after = list(of_before), list(of_after)
    for kind, first, last, begin, end in matcher.get_opcodes():
        at_before, at_after = starts_before[first], starts_after[begin]
        if kind == "equal":
            spans_after += _moved(of_before, at_before, starts_before[last], at_after)
            spans_before += _moved(of_after, at_after, starts_after[end], at_before)
        else:
            spans_before += _occurrences(before, secrets, at_before, starts_before[last])
            spans_after += _occurrences(after, secrets, at_after, starts_after[end])
    return hide(before, spans_before), hide(after, spans_after)


def _starts(lines: list[str]) -> list[int]:
    """Where each line starts, and where the last one ends."""
    return list(accumulate(map(len, lines), initial=0))


def _moved(spans: Sequence[_Span], first: int, last: int, to: int) -> Iterator[_Span]:
    """What of the spans is within a stretch, which stands at `to` in the other text."""
    for start, end in spans:
        if start < last and end > first:
            yield max(start, first) - first + to, min(end, last) - first + to


def _occurrences(text: str, secrets: set[str], first: int, last: int) -> Iterator[_Span]:
    for secret in secrets:
        at = text.find(secret, first, last) if len(secret) >= SHORTEST else -1
        while at >= 0:
            yield at, at + len(secret)
            at = text.find(secret, at + len(secret), last)


def hide(text: str, secrets: Sequence[tuple[int, int]]) -> str:
    """The text with each stretch replaced; line breaks in them stay, so that lines agree, and the
    quotes around a whole literal, so that a line is the same on both sides.
    """
    pieces: list[str] = []
    at = 0
    for start, end in sorted(secrets):
        if end <= at:
            continue
        shown_to = max(start, at)
        pieces.append(text[at:shown_to])
        hidden = SECRET + "\n" * text.count("\n", shown_to, end)
        literal = end - shown_to > 1 and text[shown_to] == text[end - 1] == '"'
        pieces.append(f'"{hidden}"' if literal else hidden)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _file_diff(file: str, before: str, after: str) -> str:
    from difflib import unified_diff

    lines: list[str] = []
    for line in unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{file}",
        f"b/{file}",
    ):
        shown = line.replace("\r\n", "\n")
        lines.append(shown if shown.endswith("\n") else f"{shown}\n{NO_NEWLINE}\n")
    return "".join(lines)

"""Unified diffs of what a fix changes, with secrets replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.template.document import SECRET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.fixes.run import Fixed

NO_NEWLINE = "\\ No newline at end of file"


def diff(fixed: Fixed) -> str:
    """The changes of a template's files as one unified diff; empty when nothing changed."""
    parts = [
        _file_diff(
            file,
            hide(fixed.before[file], fixed.secrets_before[file]),
            hide(fixed.after[file], fixed.secrets_after[file]),
        )
        for file in sorted(fixed.after)
    ]
    return "".join(parts)


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

"""Edits applied to texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.fixes.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from packer_systo.engine.finding.models import Finding, Fix
    from packer_systo.engine.source.text import SourceText


def changes_of(fix: Fix, texts: Mapping[str, SourceText]) -> dict[str, list[Change]]:
    """A fix's edits as changes by file. KeyError for a file that is not among the texts."""
    found: dict[str, list[Change]] = {}
    for edit in fix.edits:
        source = texts[edit.file]
        change = Change(source.offset(edit.start), source.offset(edit.end), edit.text)
        found.setdefault(edit.file, []).append(change)
    return found


def without_overlaps(
    findings: Iterable[Finding], texts: Mapping[str, SourceText]
) -> tuple[list[Finding], dict[str, list[Change]]]:
    """The findings whose fixes do not get in each other's way, the first ones winning, and all
    their changes by file. Two findings that want the very same change share it.
    """
    taken: dict[str, list[Change]] = {}
    chosen: list[Finding] = []
    for finding in findings:
        if finding.fix is None:
            continue
        wanted = changes_of(finding.fix, texts)
        new = {
            file: [one for one in changes if one not in taken.get(file, ())]
            for file, changes in wanted.items()
        }
        clash = any(
            _touch(one, other)
            for file, changes in new.items()
            for number, one in enumerate(changes)
            for other in (*taken.get(file, ()), *changes[number + 1 :])
        )
        if clash:
            continue
        for file, changes in new.items():
            taken.setdefault(file, []).extend(changes)
        chosen.append(finding)
    return chosen, taken


def _touch(one: Change, other: Change) -> bool:
    """Whether two changes overlap; two that add at one place do too, their order would count."""
    if one.start == other.start:
        return True
    return one.start < other.end and other.start < one.end


def apply_changes(text: str, changes: Sequence[Change]) -> str:
    """The text with changes that do not overlap."""
    pieces: list[str] = []
    at = 0
    for change in sorted(changes):
        pieces += text[at : change.start], change.text
        at = change.end
    pieces.append(text[at:])
    return "".join(pieces)

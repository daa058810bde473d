"""Edits applied to texts."""

from __future__ import annotations

from bisect import bisect_left
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
        tried = {file: list(taken.get(file, ())) for file in wanted}
        if all(_add(tried[file], one) for file, changes in wanted.items() for one in changes):
            taken.update(tried)
            chosen.append(finding)
    return chosen, taken


def _add(ordered: list[Change], change: Change) -> bool:
    """Put a change among others that are in order, unless it touches one of them."""
    at = bisect_left(ordered, change)
    if at < len(ordered) and ordered[at] == change:
        return True
    if at and _touch(ordered[at - 1], change):
        return False
    if at < len(ordered) and _touch(change, ordered[at]):
        return False
    ordered.insert(at, change)
    return True


def _touch(one: Change, other: Change) -> bool:
    """Whether two changes overlap; two that add at one place do too, their order would count."""
    return one.start == other.start or (one.start < other.end and other.start < one.end)


def apply_changes(text: str, changes: Sequence[Change]) -> str:
    """The text with changes that do not overlap."""
    pieces: list[str] = []
    at = 0
    for change in sorted(changes):
        pieces += text[at : change.start], change.text
        at = change.end
    pieces.append(text[at:])
    return "".join(pieces)

"""From corrections to counts: by rule and facts, by origin, and merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.feedback.models import Counts, Group, Origins, Snapshot, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.feedback.models import Correction


def groups_of(corrections: Iterable[Correction]) -> tuple[Group, ...]:
    """The corrections counted, in a fixed order."""
    counts: dict[tuple[str, str, str, tuple[str, ...]], list[int]] = {}
    for one in corrections:
        key = (one.rule, one.bundle_version, one.code, one.facts)
        count = counts.setdefault(key, [0, 0])
        count[one.verdict == "false-positive"] += 1
    return tuple(Group(*key, *counts[key]) for key in sorted(counts))


def origins_of(store: Store) -> Origins:
    """Everybody's counts: those from here, and those that were imported."""
    found = dict(store.imported)
    if store.corrections or store.sequence:
        found[store.origin] = Snapshot(store.sequence, groups_of(store.corrections))
    return found


def merged(one: Mapping[str, Snapshot], other: Mapping[str, Snapshot]) -> Origins:
    """The counts of both: of each origin the later snapshot, so that nothing counts twice.

    The order of merging does not matter, nor how often. Of two snapshots with one number, which an
    honest origin does not have, the one that is greater as text is taken.
    """
    found = dict(one)
    for origin, snapshot in other.items():
        known = found.get(origin)
        if known is None or _rank(snapshot) > _rank(known):
            found[origin] = snapshot
    return dict(sorted(found.items()))


def counts_of(origins: Mapping[str, Snapshot]) -> dict[tuple[str, str], Counts]:
    """What everybody said, by rule and its code."""
    found: dict[tuple[str, str], Counts] = {}
    for snapshot in origins.values():
        for group in snapshot.groups:
            key = (group.rule, group.code)
            before = found.get(key, Counts())
            found[key] = Counts(
                before.correct + group.correct, before.false_positive + group.false_positive
            )
    return found


def _rank(snapshot: Snapshot) -> tuple[int, bytes]:
    return snapshot.sequence, msgspec.json.encode(snapshot)

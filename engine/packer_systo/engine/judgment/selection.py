"""Which rules a run judges by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import UsageError
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle, Rule


ALWAYS = frozenset({"template/syntax-error", "template/unreadable-file"})
"""Never left out: what could not be read was not judged, and that must not look like a pass."""


class Selection(msgspec.Struct, frozen=True):
    """Rules by name, full (`packer-baseline/unverified-iso`) or short. Empty `only` means all."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    def has(self, full_name: str) -> bool:
        """Whether the rule runs. Also for `template/…`, which no bundle holds."""
        if full_name in ALWAYS:
            return True
        short = full_name.rpartition("/")[2]
        if self.only and full_name not in self.only and short not in self.only:
            return False
        return full_name not in self.skip and short not in self.skip


ALL = Selection()


def selected(bundles: Iterable[Bundle], selection: Selection, kind: str) -> list[Rule]:
    """The rules for documents of `kind`, in the order of their full names."""
    return [
        rule
        for bundle in sorted(bundles, key=lambda one: one.metadata.name)
        if kind in bundle.metadata.judges
        for rule in bundle.rules
        if selection.has(rule.full_name)
    ]


def chosen(
    bundles: Iterable[Bundle], *, only: tuple[str, ...] = (), profiles: tuple[str, ...] = ()
) -> Selection:
    """The selection of a run. Of several profiles a rule must belong to each.

    A bundle that does not know a profile is not narrowed by it: its rules judge.
    """
    if not profiles:
        return Selection(only=only)
    from packer_systo.engine.bundle.profiles import belongs

    left_out = [
        rule.full_name
        for bundle in bundles
        for rule in bundle.rules
        for profile in profiles
        if profile in bundle.metadata.profiles
        and not belongs(rule.metadata, bundle.metadata.profiles[profile], bundle.metadata)
    ]
    return Selection(only=only, skip=tuple(dict.fromkeys(left_out)))


def check_names(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a name that is no rule's. `known` are full names. Raises UsageError."""
    full = set(known)
    short = {name.rpartition("/")[2] for name in full}
    for name in names:
        if name not in full and name not in short:
            raise UsageError(
                f"there is no rule `{name}`.{did_you_mean(name, full if '/' in name else short)}",
                hint="`systo-policy rules` lists them",
            )

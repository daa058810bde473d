"""The bundles of a run: the baseline, those that are named, with the settings' own values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_names
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.errors import BundleError, RefusedError, SettingsError, UsageError
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.cache.store import FileStore
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.judgment.selection import Selection
    from packer_systo.engine.waivers.terms import Terms

ALWAYS = ("packer-baseline",)
"""The built-in bundles that judge without being asked for. The others are a team's choice."""


def silent_bundles(bundles: Iterable[Bundle]) -> list[str]:
    """A note for each bundle that cannot find anything in a template."""
    notes: list[str] = []
    for bundle in bundles:
        name = bundle.metadata.name
        if "template" not in bundle.metadata.judges:
            judged = ", ".join(bundle.metadata.judges)
            notes.append(
                f"the bundle `{name}` judges no templates, but {judged}: none of its rules is asked"
            )
        elif not bundle.rules:
            from packer_systo.engine.frameworks.catalogue import has_frameworks

            if not has_frameworks(bundle):
                notes.append(f"the bundle `{name}` has no rules")
    return notes


def load_bundles(
    plan: Plan, store: FileStore | None, broken: list[BundleError] | None = None
) -> tuple[Bundle, ...]:
    """All bundles, by name, each name once. Raises BundleError, SettingsError, UsageError.

    With `broken`, folders and files that do not load are left out, and why is added to it.
    """
    named = [place for place in plan.bundles if not os.path.isabs(place)]
    bundles = list(builtin_bundles((*ALWAYS, *named), store=store))
    folders = [place for place in plan.bundles if os.path.isabs(place)]
    for path in folders:
        existing = _existing(path)
        try:
            bundles.append(load_bundle(existing, store=store))
        except BundleError as error:
            if broken is None or isinstance(error, RefusedError):
                raise
            broken.append(error)
    if plan.settings.pinned:
        bundles += _pinned(plan, store)
    by_name: dict[str, Bundle] = {}
    for bundle in bundles:
        name = bundle.metadata.name
        if name in by_name:
            raise BundleError(
                f"there are two bundles with the name `{name}`",
                where=bundle.location,
                hint=f"the other one is {by_name[name].location}; give one of them another name",
            )
        by_name[name] = bundle
    for one in plan.settings.bundle:
        if not one.settings:
            continue
        name = one.name
        if name not in by_name:
            if broken:
                continue
            raise SettingsError(
                f"there is no bundle `{name}`.{did_you_mean(name, by_name)}",
                where=one.where,
                hint="`[[bundle]]` without `source` is about a bundle that is built in, or that "
                "`bundles` names",
            )
        # Only here, since jsonschema takes long to import.
        from packer_systo.engine.bundle.settings_schema import with_settings

        by_name[name] = with_settings(by_name[name], one.settings, one.where, one.where_set)
    if plan.only and not broken:
        _check_only(plan.only, by_name)
    if plan.profiles and not broken:
        _check_profiles(plan, by_name.values())
    return tuple(by_name.values())


def bundle_at(place: str) -> Bundle:
    """One bundle: a built-in one by its name, a folder or a file. Raises BundleError."""
    if place in builtin_names() and not os.path.exists(place):
        (found,) = builtin_bundles((place,))
        return found
    return load_bundle(place)


def _pinned(plan: Plan, index: FileStore | None) -> list[Bundle]:
    """The released bundles that the settings name, as `systo.lock` pins them."""
    from packer_systo.engine.distribution.locked import load_locked, open_store

    environment = plan.inputs.environment
    store = open_store(plan.settings.bundle_store, environment)
    return load_locked(plan.settings.pinned, store, environment, index=index)


def _existing(path: str) -> str:
    """The folder of a bundle as errors show it; a word that is neither a folder nor a built-in
    bundle is refused with what may have been meant.
    """
    shown = shown_path(path)
    if not os.path.exists(path):
        names = builtin_names()
        raise BundleError(
            f"there is no such bundle: no folder, and none that is built in."
            f"{did_you_mean(os.path.basename(path), names)}",
            where=shown,
            hint=f"name a folder with a .manifest, or one of {', '.join(names)}",
        )
    return shown


def _check_only(only: tuple[str, ...], by_name: dict[str, Bundle]) -> None:
    """Refuse a name that is no rule's; one of a built-in bundle says how to choose that."""
    for name in only:
        bundle, slash, _ = name.partition("/")
        if slash and bundle not in by_name and bundle in builtin_names():
            raise UsageError(
                f"the rule `{name}` does not judge here: its bundle is not chosen",
                hint=_choose(bundle),
            )
    from packer_systo.engine.judgment.selection import check_names

    check_names(only, known_rules(by_name.values()))


def _check_profiles(plan: Plan, bundles: Iterable[Bundle]) -> None:
    """Refuse a name that is no bundle's profile: all rules would judge, or none."""
    known = list(dict.fromkeys(name for bundle in bundles for name in bundle.metadata.profiles))
    for name in plan.profiles:
        if name not in known:
            raise (UsageError if plan.options.profiles else SettingsError)(
                f"there is no profile `{name}`.{did_you_mean(name, known)}",
                where="" if plan.options.profiles else plan.settings.file,
                hint=f"profiles are {', '.join(known)}" if known else "no bundle has profiles",
            )


def _choose(bundle: str) -> str:
    return f'choose the bundle: --bundle {bundle}, or bundles = ["{bundle}"] in systo.toml'


def known_rules(bundles: Iterable[Bundle]) -> list[str]:
    """The full names of all rules, the reader's own among them."""
    from packer_systo.engine.template.diagnostics import BUNDLE, RULES

    own = [f"{BUNDLE}/{rule.name}" for rule in RULES]
    return own + [rule.full_name for bundle in bundles for rule in bundle.rules]


def run_terms(bundles: Iterable[Bundle]) -> Terms:
    """On what terms the rules of a run may be waived."""
    from packer_systo.engine.template.diagnostics import RULES
    from packer_systo.engine.waivers.terms import Terms

    chosen = tuple(bundles)
    return Terms(
        chosen,
        (rule.name for rule in RULES),
        left_out=lambda: _rules_left_out({bundle.metadata.name for bundle in chosen}),
    )


def _rules_left_out(chosen: set[str]) -> frozenset[str]:
    """The full names of the rules of built-in bundles that a run did not choose."""
    others = [name for name in builtin_names() if name not in chosen]
    return frozenset(rule.full_name for bundle in builtin_bundles(others) for rule in bundle.rules)


def run_selection(bundles: Iterable[Bundle], plan: Plan) -> Selection:
    """Which rules of the bundles judge in a run."""
    from packer_systo.engine.judgment.selection import chosen

    return chosen(bundles, only=plan.only, profiles=plan.profiles)


def rule_count(bundles: Sequence[Bundle], plan: Plan) -> int:
    """How many rules judge, those of the bundles alone."""
    if not plan.only and not plan.profiles:
        return sum(len(bundle.rules) for bundle in bundles)
    selection = run_selection(bundles, plan)
    return sum(selection.has(rule.full_name) for bundle in bundles for rule in bundle.rules)


def digests(bundles: Iterable[Bundle], plan: Plan) -> list[bytes]:
    """What results depend on of the bundles; where they are does not count."""
    found = [f"{bundle.metadata.name} {bundle.digest}".encode() for bundle in bundles]
    if plan.settings.values:
        found.append(msgspec.json.encode(plan.settings.values))
    return found

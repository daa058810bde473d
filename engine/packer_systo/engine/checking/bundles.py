"""The bundles of a run: built-in ones, those that are named, with the settings' own values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.errors import BundleError, SettingsError
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.cache.store import FileStore
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.waivers.terms import Terms

SETTINGS = "settings"


def load_bundles(plan: Plan, store: FileStore | None) -> tuple[Bundle, ...]:
    """All bundles, by name, each name once. Raises BundleError, SettingsError, UsageError."""
    bundles = list(builtin_bundles(store=store))
    bundles += [load_bundle(shown_path(path), store=store) for path in plan.bundles]
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
    for name, values in plan.settings.values:
        if name not in by_name:
            raise SettingsError(
                f"there is no bundle `{name}`.{did_you_mean(name, by_name)}",
                where=plan.settings.file,
                hint="`[settings.NAME]` sets values of a bundle",
            )
        by_name[name] = _with_values(by_name[name], values)
    if plan.only:
        from packer_systo.engine.judgment.selection import check_names

        check_names(plan.only, known_rules(by_name.values()))
    return tuple(by_name.values())


def known_rules(bundles: Iterable[Bundle]) -> list[str]:
    """The full names of all rules, the reader's own among them."""
    from packer_systo.engine.template.diagnostics import BUNDLE, RULES

    own = [f"{BUNDLE}/{rule.name}" for rule in RULES]
    return own + [rule.full_name for bundle in bundles for rule in bundle.rules]


def run_terms(bundles: Iterable[Bundle]) -> Terms:
    """On what terms the rules of a run may be waived."""
    from packer_systo.engine.template.diagnostics import RULES
    from packer_systo.engine.waivers.terms import Terms

    return Terms(bundles, (rule.name for rule in RULES))


def rule_count(bundles: Iterable[Bundle], only: tuple[str, ...]) -> int:
    """How many rules judge, those of the bundles alone."""
    if not only:
        return sum(len(bundle.rules) for bundle in bundles)
    from packer_systo.engine.judgment.selection import Selection

    selection = Selection(only=only)
    return sum(selection.has(rule.full_name) for bundle in bundles for rule in bundle.rules)


def digests(bundles: Iterable[Bundle], plan: Plan) -> list[bytes]:
    """What results depend on of the bundles; where they are does not count."""
    found = [f"{bundle.metadata.name} {bundle.digest}".encode() for bundle in bundles]
    if plan.settings.values:
        found.append(msgspec.json.encode(plan.settings.values))
    return found


def _with_values(bundle: Bundle, values: dict[str, JSON]) -> Bundle:
    """The bundle with `values` over its own settings; a name that it does not know is refused."""
    data: dict[str, JSON] = dict(bundle.data)
    for root, content in bundle.data.items():
        own = content.get(SETTINGS) if isinstance(content, dict) else None
        if not isinstance(content, dict) or not isinstance(own, dict):
            continue
        for name in values:
            if name not in own:
                raise SettingsError(
                    f"the bundle `{bundle.metadata.name}` has no setting `{name}`."
                    f"{did_you_mean(name, own)}",
                    where=f"[settings.{bundle.metadata.name}]",
                )
        merged: dict[str, JSON] = {**own, **values}
        changed: dict[str, JSON] = {**content, SETTINGS: merged}
        data[root] = changed
    return msgspec.structs.replace(bundle, data=data)

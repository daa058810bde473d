"""Profiles: which rules of a bundle judge, chosen by a name. They are data of the `.manifest`.

    "profiles": { "essential": { "title": "…", "severity": "high", "confidence": 0.9 },
                  "aws": { "platform": "aws" } },
    "platforms": { "aws": ["instance-metadata-v1", …] }

A rule belongs to a profile if everything holds that the profile asks for, or it is among `rules`;
what is in `without` never does. A rule that no platform names is about all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.mistakes import raise_all
from packer_systo.engine.errors import BundleError
from packer_systo.engine.finding.models import SEVERITIES, Category, Severity
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import BundleMetadata, RuleMetadata


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile asks of a rule. What is not said is not asked."""

    title: str = ""
    severity: Severity = "info"
    """At least this."""
    confidence: float = 0.0
    """At least this."""
    categories: tuple[Category, ...] = ()
    platform: str = ""
    rules: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def belongs(rule: RuleMetadata, profile: Profile, bundle: BundleMetadata) -> bool:
    """Whether a rule of the bundle belongs to one of its profiles."""
    if rule.name in profile.without:
        return False
    if rule.name in profile.rules:
        return True
    return (
        SEVERITIES.index(rule.severity) <= SEVERITIES.index(profile.severity)
        and rule.confidence >= profile.confidence
        and (not profile.categories or rule.category in profile.categories)
        and (not profile.platform or _is_about(rule.name, profile.platform, bundle.platforms))
    )


def _is_about(name: str, platform: str, platforms: dict[str, tuple[str, ...]]) -> bool:
    named = [key for key, rules in platforms.items() if name in rules]
    return not named or platform in named


def check_profiles(bundle: BundleMetadata, rules: Iterable[str], where: str) -> None:
    """Refuse a profile that names what is not there: a slip would leave a rule out, silently.

    `rules` are the names of the bundle's rules. Raises BundleError for all that is wrong.
    """
    known = set(rules)
    mistakes: list[BundleError] = []
    for platform, names in bundle.platforms.items():
        mistakes += _unknown(names, known, f"the platform `{platform}`", "rule", where)
    for name, profile in bundle.profiles.items():
        what = f"the profile `{name}`"
        mistakes += _unknown((*profile.rules, *profile.without), known, what, "rule", where)
        if profile.platform:
            mistakes += _unknown((profile.platform,), bundle.platforms, what, "platform", where)
    raise_all(mistakes)


def _unknown(
    names: Iterable[str], known: Iterable[str], what: str, kind: str, where: str
) -> list[BundleError]:
    return [
        BundleError(
            f"{what} names no {kind} of this bundle: `{name}`.{did_you_mean(name, known)}",
            where=where,
        )
        for name in names
        if name not in known
    ]

"""Compare two versions of a bundle, also by what they say of the same templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.comparison.contents import content_changes
from packer_systo.engine.comparison.models import LEVELS, Change, Comparison, Version
from packer_systo.engine.comparison.rules import renamed_rules, rule_changes
from packer_systo.engine.comparison.settings_schema import schema_changes
from packer_systo.engine.comparison.versions import is_enough, least_version, level_of
from packer_systo.engine.errors import UsageError
from packer_systo.engine.finding.verdict import DEFAULT_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.checking.plan import Plan


def compare_bundles(
    old: Bundle,
    new: Bundle,
    templates: Plan | None = None,
    *,
    other_files: Sequence[str] | None = None,
) -> Comparison:
    """What `new` changes, and whether its version says so.

    `templates` is the plan of a check: its paths are read once and judged by both versions, each
    by itself; its `fail_on` says from which severity on a template fails. `other_files` are those
    that differ and are no rules, such as cases; without them the digests tell whether there are
    any. Raises UsageError for two different bundles; what goes wrong with one template is in
    `errors`.
    """
    name = new.metadata.name
    if old.metadata.name != name:
        raise UsageError(
            f"these are two bundles: `{old.metadata.name}` and `{name}`",
            where=new.location,
            hint="a bundle's name is what locks, waivers and settings know it by; "
            "one with another name is another bundle",
        )
    renamed = renamed_rules(old, new)
    changes = [
        *rule_changes(old, new, renamed),
        *content_changes(old, new),
        *schema_changes(old, new),
    ]
    if other_files:
        changes.append(Change("other-files", "patch", after=_listed(other_files)))
    elif other_files is None and not changes and old.digest != new.digest:
        changes.append(Change("other-files", "patch"))
    compared = Comparison(
        name=name,
        old=_version(old),
        new=_version(new),
        changes=(),
        level=None,
        least=old.version,
        enough=True,
        fail_on=templates.fail_on if templates is not None else DEFAULT_THRESHOLD,
    )
    if templates is not None:
        from packer_systo.engine.comparison.effects import effects

        compared = effects(compared, old, new, renamed, templates)
        if compared.effects and level_of(changes) in {None, "patch"}:
            changes.append(Change("results", "minor"))
    return _with_verdict(compared, changes)


MOST_FILES = 6


def _listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    shown = ", ".join(names[:MOST_FILES])
    more = len(names) - MOST_FILES
    return f"{shown} and {more} more" if more > 0 else shown


def _with_verdict(compared: Comparison, changes: list[Change]) -> Comparison:
    from msgspec.structs import replace

    changes.sort(key=lambda one: (-LEVELS.index(one.level), one.kind, one.subject))
    level = level_of(changes)
    old, new = compared.old.version, compared.new.version
    return replace(
        compared,
        changes=tuple(changes),
        level=level,
        least=least_version(old, level),
        enough=is_enough(old, new, level),
    )


def _version(bundle: Bundle) -> Version:
    return Version(bundle.version, bundle.digest, bundle.location, len(bundle.rules))

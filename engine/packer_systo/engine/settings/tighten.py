"""Trusted settings (`--config FILE`) over those of the judged repository.

Whoever writes a repository could otherwise switch off the rules that judge it. Its own settings may
ask for more: more bundles, a lower threshold, undecided as failures. What would ask for less is
left out, and said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.verdict import DEFAULT_THRESHOLD, RANK

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Severity
    from packer_systo.engine.settings.models import BundleSetting, Settings


def tighten(trusted: Settings, own: Settings) -> tuple[Settings, tuple[str, ...]]:
    """The trusted settings with what `own` tightens, and a note for each setting left out."""
    left_out = [
        name
        for name, weakens in (
            ("only", own.only),
            ("profile", own.profile and own.profile != trusted.profile),
            ("exclude", own.exclude),
            ("waivers", own.waivers),
            ("baseline", own.baseline),
            ("bundle-store", own.bundle_store),
            ("cache-dir", own.cache_dir),
            ("feedback", own.feedback),
            (
                "min-confidence",
                own.min_confidence is not None
                and own.min_confidence > (trusted.min_confidence or 0),
            ),
            ("engine", own.engine is not None),
            ("undecided", own.undecided == "report" and trusted.undecided == "fail"),
            (
                "require-variables",
                own.require_variables is False and trusted.require_variables is True,
            ),
            ("fail-on", _weaker(own.fail_on, trusted.fail_on)),
        )
        if weakens
    ]
    added, refused = _bundles(trusted, own)
    left_out += [f"bundle.{name}" for name in refused]
    merged = msgspec.structs.replace(
        trusted,
        bundles=trusted.bundles
        + tuple(path for path in own.bundles if path not in trusted.bundles),
        bundle=trusted.bundle + added,
        fail_on=trusted.fail_on if "fail-on" in left_out else own.fail_on or trusted.fail_on,
        undecided="fail" if "fail" in {own.undecided, trusted.undecided} else trusted.undecided,
        require_variables=own.require_variables or trusted.require_variables,
        var_files=trusted.var_files or own.var_files,
        format=trusted.format or own.format,
        min_confidence=trusted.min_confidence
        if "min-confidence" in left_out or own.min_confidence is None
        else own.min_confidence,
    )
    notes = tuple(
        f"{own.file}: `{name}` is left out, since it could weaken {trusted.file}"
        for name in left_out
    )
    return merged, notes


def _bundles(trusted: Settings, own: Settings) -> tuple[tuple[BundleSetting, ...], tuple[str, ...]]:
    """The repository's own `[[bundle]]` tables that may judge beside the trusted ones, and the
    names of the others: one that names a bundle of somebody else could change its lists, or take
    its place.
    """
    from packer_systo.engine.bundle.builtin import builtin_names

    taken = {one.name for one in trusted.bundle}.union(builtin_names())
    added = tuple(one for one in own.bundle if one.source and one.name not in taken)
    refused = tuple(
        one.name for one in own.bundle if one not in added and (one.source or one.settings)
    )
    return added, refused


def _weaker(own: Severity | None, trusted: Severity | None) -> bool:
    return own is not None and RANK[own] < RANK[trusted or DEFAULT_THRESHOLD]

"""What a run accepts: the waivers of the settings, and the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.finding.models import Finding


def accepted(
    findings: list[Finding], plan: Plan, bundles: Iterable[Bundle], judged: Iterable[str]
) -> list[Finding]:
    """The findings with the waivers of the settings and the baseline followed.

    `judged` are the templates of the run as reports name them.
    """
    settings = plan.settings
    if not settings.waivers and not plan.baseline:
        return findings
    from packer_systo.engine.checking.bundles import run_selection, run_terms

    terms = run_terms(bundles)
    if settings.waivers:
        from packer_systo.engine.waivers.settings import apply_settings

        findings = apply_settings(
            findings,
            settings,
            terms,
            plan.inputs.now[:10],
            judged=judged,
            selection=run_selection(bundles, plan),
        )
    if plan.baseline:
        from packer_systo.engine.source.shown import shown_path
        from packer_systo.engine.waivers.baseline import apply_baseline, read_baseline

        known = read_baseline(plan.baseline, shown_path(plan.baseline))
        findings = apply_baseline(findings, known, terms)
    return findings

"""The rules of a run as reports describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.options import RuleInfo

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import RuleMetadata
    from packer_systo.engine.checking.plan import Plan


def rule_infos(plan: Plan) -> tuple[RuleInfo, ...]:
    """Every rule that the plan judges by, the reader's own among them, by name."""
    from packer_systo.engine.checking.bundles import load_bundles, run_selection
    from packer_systo.engine.template.diagnostics import BUNDLE, RULES

    infos = [rule_info(f"{BUNDLE}/{rule.name}", rule) for rule in RULES]
    bundles = load_bundles(plan, None)
    for bundle in bundles:
        infos += [rule_info(rule.full_name, rule.metadata) for rule in bundle.rules]
    selection = run_selection(bundles, plan)
    return tuple(
        sorted((info for info in infos if selection.has(info.name)), key=lambda info: info.name)
    )


def rule_info(full_name: str, metadata: RuleMetadata) -> RuleInfo:
    return RuleInfo(
        name=full_name,
        title=metadata.title,
        description=metadata.description,
        severity=metadata.severity,
        category=metadata.category,
        why=metadata.why,
        remediation=metadata.remediation,
        help=metadata.related_resources[0].ref if metadata.related_resources else "",
        controls=metadata.controls,
        confidence=metadata.confidence,
    )

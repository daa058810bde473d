"""`report --framework`: judge templates by the rules that a framework counts, and assess them.

from packer_systo.engine.frameworks.run import assess_templates
assessment = assess_templates(["images"], CheckOptions(), "cis-docker")
for control in assessment.controls:
    print(control.id, control.state)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from packer_systo.engine.bundle.builtin import builtin_names
from packer_systo.engine.checking.bundles import load_bundles, run_selection
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.run import run
from packer_systo.engine.frameworks.assessing import assess
from packer_systo.engine.frameworks.catalogue import MAPPED, find_framework, frameworks_of
from packer_systo.engine.template.diagnostics import BUNDLE as READER
from packer_systo.engine.template.diagnostics import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.frameworks.models import Assessment, Framework


def known_frameworks(plan: Plan) -> tuple[Framework, ...]:
    """The frameworks of the bundles of a plan, and those of public benchmarks. Raises SystoError."""
    return frameworks_of(load_bundles(_with(plan, {MAPPED}), None))


def assess_templates(paths: Sequence[str], options: CheckOptions, name: str) -> Assessment:
    """Assess the templates at or below `paths`. Raises SystoError for a request that is wrong."""
    return assess_plan(prepare(paths, options), name)


def assess_plan(plan: Plan, name: str) -> Assessment:
    """Do what a plan says, with the rules of the framework `name` alone. Raises SystoError.

    The built-in bundles that the framework's rules are of are chosen with it. Rules that the
    settings leave out stay out, and what they would say is not judged.
    """
    framework = find_framework(name, known_frameworks(plan))
    counted = {rule for control in framework.controls for rule in control.rules}
    needed = {rule.partition("/")[0] for rule in counted} & set(builtin_names())
    whole = _with(plan, needed)
    bundles = load_bundles(whole, None)
    asked = run_selection(bundles, whole)
    ran = {
        rule.full_name: rule
        for bundle in bundles
        for rule in bundle.rules
        if rule.full_name in counted and asked.has(rule.full_name)
    }
    own = tuple(f"{READER}/{rule.name}" for rule in RULES)
    only = replace(
        whole,
        only=(*sorted(ran), *own),
        profiles=(),
        options=replace(whole.options, evidence=True),
    )
    return assess(framework, run(only), ran)


def _with(plan: Plan, bundles: set[str]) -> Plan:
    """The plan with more built-in bundles."""
    return replace(plan, bundles=tuple(dict.fromkeys((*plan.bundles, *sorted(bundles)))))

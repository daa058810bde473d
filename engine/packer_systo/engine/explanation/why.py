"""`why`: how a rule came to its result on a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.checking.acceptance import accepted
from packer_systo.engine.checking.bundles import known_rules, load_bundles
from packer_systo.engine.checking.loading import loaded_target
from packer_systo.engine.checking.normalising import one_target
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.target import TargetJudge
from packer_systo.engine.errors import UsageError
from packer_systo.engine.explanation.bundle_data import read_data
from packer_systo.engine.explanation.models import Explanation, Said, TemplateExplanation
from packer_systo.engine.explanation.subjects import RuleOnDocument
from packer_systo.engine.explanation.tracing import Tracer
from packer_systo.engine.judgment.engines.choice import limits_of, rule_engine
from packer_systo.engine.judgment.patterns import lookup
from packer_systo.engine.judgment.selection import Selection, check_names
from packer_systo.engine.template.diagnostics import BUNDLE, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle, Rule, RuleMetadata
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.finding.models import AppliedWaiver, Finding
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.judgment.engines.limits import Limits
    from packer_systo.engine.judgment.findings import Outcome
    from packer_systo.engine.judgment.placing import Placer
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path


def explain_result(rule: str, path: str, options: CheckOptions) -> Explanation:
    """How the rule (full or short name) came to its result on the template at `path`.

    It is judged as `check` with the same options would, waivers and baseline followed. Raises
    SystoError; what goes wrong with the rule itself is in the explanation.
    """
    target = one_target(path)
    plan = prepare([path], options)
    bundles = load_bundles(plan, None)
    check_names([rule], known_rules(bundles))
    found = _found(rule, bundles)
    if len(found) > 1:
        raise UsageError(
            f"several bundles have a rule `{rule}`", hint=f"name one of {', '.join(found)}"
        )
    ((name, (bundle, chosen, metadata)),) = found.items()
    plan = msgspec.structs.replace(plan, only=(name,))
    engine = rule_engine(plan.engine, bundles)
    judge = TargetJudge(
        bundles, Selection(only=(name,)), engine=engine, limits=limits_of(plan.engine)
    )
    limits = limits_of(plan.engine)
    tracer = Tracer(bundle, chosen, limits) if bundle is not None and chosen is not None else None
    try:
        templates: list[TemplateExplanation] = []
        for loaded in loaded_target(target, plan, judge.detector):
            findings = accepted(
                list(judge.loaded(loaded).result.findings), plan, bundles, [loaded.document.path]
            )
            own = [finding for finding in findings if finding.rule == name]
            explained = _on_template(
                (bundle, chosen), loaded, own, engine=engine, limits=limits, tracer=tracer
            )
            templates.append(explained)
    finally:
        if tracer is not None:
            tracer.close()
    language: Literal["rego", "cel", "built in"] = "built in" if chosen is None else chosen.language
    return Explanation(
        version="1",
        rule=name,
        title=metadata.title,
        language=language,
        file=chosen.file if chosen is not None else "",
        subject=metadata.judges.subject,
        inputs=metadata.judges.inputs,
        templates=tuple(templates),
        data=(
            read_data(bundle, chosen, plan.settings.bundle)
            if bundle is not None and chosen is not None
            else ()
        ),
    )


def _found(
    rule: str, bundles: Iterable[Bundle]
) -> dict[str, tuple[Bundle | None, Rule | None, RuleMetadata]]:
    """The rules of a name; the reader's own have no bundle."""
    found: dict[str, tuple[Bundle | None, Rule | None, RuleMetadata]] = {}
    for own in RULES:
        full = f"{BUNDLE}/{own.name}"
        if rule in {own.name, full}:
            found[full] = (None, None, own)
    for bundle in bundles:
        for one in bundle.rules:
            if rule in {one.metadata.name, one.full_name}:
                found[one.full_name] = (bundle, one, one.metadata)
    return found


def _on_template(
    judged: tuple[Bundle | None, Rule | None],
    loaded: LoadedTemplate,
    findings: list[Finding],
    *,
    engine: RuleEngine,
    limits: Limits,
    tracer: Tracer | None,
) -> TemplateExplanation:
    bundle, rule = judged
    if bundle is None or rule is None:
        told = tuple(_from_finding(one) for one in findings)
        return TemplateExplanation(loaded.document.path, (), (), told)
    document: JSON = msgspec.json.decode(msgspec.json.encode(loaded.document))
    said = _Said(findings, document).of
    return RuleOnDocument(
        bundle, rule, loaded, said, engine=engine, limits=limits, tracer=tracer
    ).explanation()


class _Said:
    """Finds what the report says of an outcome: outcomes at one place become one finding."""

    def __init__(self, findings: list[Finding], document: JSON) -> None:
        self._findings = findings
        self._document = document

    def of(self, outcome: Outcome, placer: Placer) -> Said:
        place = placer.place(outcome.path, self._value(outcome.path), outcome.line).place
        undecided = outcome.status == "undecided"
        for finding in self._findings:
            at = (finding.location.file, finding.location.start, finding.location.end)
            if (
                at == (place.file, place.start, place.end)
                and (finding.status == "undecided") == undecided
                and finding.message.startswith(outcome.message)
            ):
                return _from_finding(finding)
        return Said(outcome.status, outcome.message, place, outcome.reason)

    def _value(self, path: Path) -> JSON | msgspec.UnsetType:
        try:
            return lookup(self._document, path)
        except LookupError:
            return msgspec.UNSET


def _from_finding(finding: Finding) -> Said:
    return Said(
        status=finding.status,
        message=finding.message,
        place=finding.location,
        reason=finding.reason,
        waiver=_accepted(finding.waiver, finding.status),
        fingerprint=finding.fingerprint,
    )


def _accepted(waiver: AppliedWaiver | None, status: str) -> str:
    """By what a finding is accepted, in words."""
    if status == "baseline":
        return "the baseline knows it"
    if waiver is None:
        return ""
    place = waiver.place
    where = f" at {place.file}:{place.start.line}" if place is not None else ""
    until = f", until {waiver.until}" if waiver.until else ""
    owner = f" ({waiver.owner})" if waiver.owner else ""
    by = "a comment" if waiver.origin == "comment" else "the settings"
    return f"{by}{where}: {waiver.reason}{owner}{until}"

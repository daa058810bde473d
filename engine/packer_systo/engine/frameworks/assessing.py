"""From a run to the controls of a framework.

A control passes only where every rule that gives evidence for it judged something, and nothing failed
or was left open. Whatever is not known is "not judged", with its reason, and never a pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.frameworks.models import Assessment, ControlResult, RuleEvidence
from packer_systo.engine.template.diagnostics import BUNDLE as READER
from packer_systo.engine.waivers.rules import WAIVER_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.finding.models import Evidence, Finding, Report
    from packer_systo.engine.frameworks.models import Framework, State

_ABOUT_WAIVERS = frozenset(f"{READER}/{rule.name}" for rule in WAIVER_RULES)
_WORST_FIRST: tuple[State, ...] = ("failed", "not judged", "accepted", "passed")
_HARMLESS = frozenset({"low", "info"})


def assess(framework: Framework, report: Report, ran: Mapping[str, Rule]) -> Assessment:
    """What the report of a run says of each control.

    `ran` are the rules of the run by their full names. The templates of the report say by which
    rules they were judged.
    """
    counted = {rule for control in framework.controls for rule in control.rules}
    run = _Run(framework, report, ran)
    evidence = {rule: run.evidence(rule) for rule in sorted(counted)}
    controls = [
        ControlResult(control.id, _together(rules), rules)
        for control in framework.controls
        for rules in [tuple(evidence[rule] for rule in control.rules)]
    ]
    controls += [ControlResult(name, "not judged") for name in framework.without_rules]
    findings = tuple(
        one for one in report.findings if one.rule in counted or one.rule.startswith(f"{READER}/")
    )
    return Assessment(
        framework, tuple(controls), msgspec.structs.replace(report, findings=findings)
    )


class _Run:
    """What is asked of a run, for each rule."""

    def __init__(self, framework: Framework, report: Report, ran: Mapping[str, Rule]) -> None:
        self._templates = [
            one.evidence
            for one in report.templates
            if one.evidence is not None and _has_type(one.evidence, framework.sources)
        ]
        self._ran = ran
        self._searches = framework.searches
        self._errors = len(report.errors)
        self._by_rule: dict[str, list[Finding]] = {}
        for finding in report.findings:
            self._by_rule.setdefault(finding.rule, []).append(finding)
        self._unread = _unread(report.findings)

    def evidence(self, rule: str) -> RuleEvidence:
        findings = self._by_rule.get(rule, [])
        failed = tuple(one for one in findings if one.status == "fail")
        if failed:
            return RuleEvidence(rule, "failed", findings=failed)
        reason, deciding = self._open(rule, findings)
        if reason:
            return RuleEvidence(rule, "not judged", reason, deciding)
        accepted = tuple(one for one in findings if one.status in {"waived", "baseline"})
        if accepted:
            return RuleEvidence(rule, "accepted", findings=accepted)
        return RuleEvidence(rule, "passed")

    def _open(self, rule: str, findings: Iterable[Finding]) -> tuple[str, tuple[Finding, ...]]:
        """Why a rule without a failure has not judged, and the findings that say so."""
        if rule not in self._ran:
            return "is not among the rules of this run", ()
        undecided = tuple(one for one in findings if one.status == "undecided")
        if undecided:
            return f"is undecided at {_number(len(undecided), 'place')}", undecided
        doubted = tuple(one for one in findings if one.status == "doubted")
        if doubted:
            return f"fails with little confidence at {_number(len(doubted), 'place')}", doubted
        if self._errors:
            return "may have missed what an error kept from it", ()
        if self._unread:
            return f"cannot see all of {_number(len(self._unread), 'template')}", ()
        if not any(self._judged(rule, template) for template in self._templates):
            return "has nothing to judge here", ()
        if self._ran[rule].metadata.judges.partial == "judge":
            unseen = sum(template.unseen for template in self._templates)
            if unseen:
                return (
                    f"cannot see {_number(unseen, 'script or command', 'scripts or commands')}",
                    (),
                )
        return "", ()

    def _judged(self, rule: str, template: Evidence) -> bool:
        if rule in template.judged:
            return True
        return rule in self._searches and _has_type(template, self._searches[rule])


def _has_type(template: Evidence, types: tuple[str, ...]) -> bool:
    """Whether a source of the template is of one of the types; `amazon-*` are all that begin so."""
    return not types or any(
        own == one or (one.endswith("*") and own.startswith(one[:-1]))
        for own in template.types
        for one in types
    )


def _together(rules: Iterable[RuleEvidence]) -> State:
    """The state of a control by that of its rules: the worst that is known, then what is not."""
    states = {one.state for one in rules}
    for state in _WORST_FIRST:
        if state in states:
            return state
    return "not judged"


def _unread(findings: Iterable[Finding]) -> set[str]:
    """The templates of which the reader could not make all: a rule saw only the rest."""
    return {
        one.template
        for one in findings
        if one.rule.startswith(f"{READER}/")
        and one.rule not in _ABOUT_WAIVERS
        and one.severity not in _HARMLESS
    }


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"

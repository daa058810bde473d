"""What a run comes to, in a few lines: the end of what a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.judged import counted, what_was_judged
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.finding.models import Report
    from packer_systo.engine.report.options import RenderOptions

MOST_NAMES = 5
"""Names listed in one line before the rest is counted."""

MOST_RULES = 10


def render(report: Report, options: RenderOptions) -> str:
    """Errors and notes of the run, variables without a value, and the counts."""
    lines = [*_errors(report), *_notes(report, options), *_unset(report)]
    lines += _variants(report, options)
    lines += _by_rule(report) if len(report.findings) > MOST_RULES else ()
    if report.templates or report.findings:
        lines.append(_counts(report, options))
    elif not report.errors:
        # Exit code 3: a gate that judges nothing must not look like one that passes.
        lines.append(
            "Nothing to judge: there is no template here (*.pkr.hcl, *.pkr.json or legacy JSON)."
        )
    return "\n".join(lines) + "\n"


def _errors(report: Report) -> Iterable[str]:
    for error in report.errors:
        where = f"{printable(error.where)}: " if error.where else ""
        yield f"error: {where}{printable(error.message)}"
        if error.hint:
            yield f"  = help: {printable(error.hint)}"


def _notes(report: Report, options: RenderOptions) -> Iterable[str]:
    shown = report.notes if options.verbose else report.notes[:MOST_RULES]
    for note in shown:
        yield f"note: {printable(note)}"
    if len(report.notes) > len(shown):
        yield f"note: {len(report.notes) - len(shown)} more notes with --verbose"


def _unset(report: Report) -> Iterable[str]:
    without = [template for template in report.templates if template.unset_variables]
    for template in without[:MOST_RULES]:
        names = template.unset_variables
        plural = "1 variable has" if len(names) == 1 else f"{len(names)} variables have"
        variant = f" with {printable(template.variant)}" if template.variant else ""
        yield (
            f"note: {printable(template.path)}{variant}: {plural} no value: {_listed(names)}"
            " (set with --var or --var-file; --require-variables makes it a finding)"
        )
    if len(without) > MOST_RULES:
        yield f"note: {len(without) - MOST_RULES} more templates have variables without a value"


def _variants(report: Report, options: RenderOptions) -> Iterable[str]:
    """Which var files of `--each-var-file` fail."""
    variants = dict.fromkeys(one.variant for one in report.templates if one.variant)
    for variant in variants:
        failing = sum(
            variant in finding.variants and options.fails(finding) for finding in report.findings
        )
        outcome = f"fails ({counted(failing, 'finding')})" if failing else "passes"
        yield f"with {printable(variant)}: {outcome}"


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(printable(name) for name in names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} and {len(names) - MOST_NAMES} more"


def _by_rule(report: Report) -> Iterable[str]:
    """How often each rule failed, most first."""
    failed: dict[str, int] = {}
    for finding in report.findings:
        if finding.status == "fail":
            failed[finding.rule] = failed.get(finding.rule, 0) + 1
    often = sorted(failed, key=lambda rule: (-failed[rule], rule))
    width = len(str(max(failed.values(), default=0)))
    for rule in often[:MOST_RULES]:
        yield f"{failed[rule]:>{width + 2}}  {printable(rule)}"
    if len(often) > MOST_RULES:
        rest = sum(failed[rule] for rule in often[MOST_RULES:])
        yield f"{rest:>{width + 2}}  of {len(often) - MOST_RULES} other rules"


def _counts(report: Report, options: RenderOptions) -> str:
    by_severity = [
        f"{count} {severity}"
        for severity in SEVERITIES
        if (count := sum(f.severity == severity for f in report.findings if f.status == "fail"))
    ]
    others = [
        f"{count} {name}"
        for status, name in (
            ("undecided", "undecided"),
            ("waived", "waived"),
            ("baseline", "in the baseline"),
            ("doubted", "below the confidence asked for"),
        )
        if (count := sum(finding.status == status for finding in report.findings))
    ]
    found = ", ".join(by_severity) or "Nothing found"
    rest = f" ({', '.join(others)})" if others else ""
    sentence = f"{found}{rest} in {what_was_judged(report)}, {counted(report.rules, 'rule')}."
    fixable = [f.fix for f in report.findings if f.status == "fail" and f.fix is not None]
    safe = sum(fix.safe for fix in fixable)
    if safe:
        sentence += f" {safe} can be fixed with --fix."
    if len(fixable) > safe:
        sentence += f" {len(fixable) - safe} with --fix --unsafe."
    failing = sum(options.fails(finding) for finding in report.findings)
    if failing and all(f.status == "undecided" for f in report.findings if options.fails(f)):
        sentence += " What is undecided fails the run."
    if report.errors:
        sentence += " The run is not complete."
    if by_severity and not failing:
        sentence += f" Below the threshold ({options.fail_on})."
    return sentence

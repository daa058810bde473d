"""What two versions of a bundle say of the same templates, each read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.checking.loading import loaded_templates
from packer_systo.engine.checking.target import TargetJudge
from packer_systo.engine.comparison.models import Comparison, FindingChange, TemplateEffect
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.finding.verdict import counts
from packer_systo.engine.judgment.engines.choice import limits_of, rule_engine
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.finding.models import Finding, Severity
    from packer_systo.engine.template.sourcemap import Path

Key: TypeAlias = "tuple[str, Path, str, int, int, int]"
"""Rule (its new name), document path, file, line, column, and which one of several alike."""


def effects(
    compared: Comparison, old: Bundle, new: Bundle, renamed: Mapping[str, str], plan: Plan
) -> Comparison:
    """The comparison with what is different on the plan's templates. Raises SystoError."""
    others = [one for one in builtin_bundles() if one.metadata.name != compared.name]
    # Both sides see one document, so secrets are found by the patterns of either.
    detector = Detector(secret_patterns(one.data for one in (*others, old, new)))
    before, after = (
        TargetJudge(
            [one],
            Selection(only=plan.only),
            engine=rule_engine(plan.engine, [one]),
            limits=limits_of(plan.engine),
        )
        for one in (old, new)
    )
    prefix = f"{compared.name}/"
    found: list[TemplateEffect] = []
    errors: list[RunError] = []
    number = 0
    for loaded in loaded_templates(plan, detector):
        if isinstance(loaded, RunError):
            errors.append(loaded)
            continue
        number += 1
        results: list[list[Finding]] = []
        for judge in (before, after):
            judged = judge.loaded(loaded)
            errors += judged.errors
            results.append([one for one in judged.result.findings if one.rule.startswith(prefix)])
        effect = _effect(loaded.document.path, results[0], results[1], renamed, plan.fail_on)
        if effect is not None:
            found.append(effect)
    return msgspec.structs.replace(
        compared,
        templates=number,
        effects=tuple(found),
        errors=tuple(dict.fromkeys(errors)),
    )


def _effect(
    template: str,
    before: list[Finding],
    after: list[Finding],
    renamed: Mapping[str, str],
    fail_on: Severity,
) -> TemplateEffect | None:
    """None where both say the same."""
    old, new = _by_place(before, renamed), _by_place(after, {})
    changes = [
        _change(old.get(key), new.get(key))
        for key in sorted({*old, *new}, key=_order)
        if not _same(old.get(key), new.get(key))
    ]
    if not changes:
        return None
    return TemplateEffect(
        template,
        any(counts(one, fail_on) for one in before),
        any(counts(one, fail_on) for one in after),
        tuple(changes),
    )


def _by_place(findings: Iterable[Finding], renamed: Mapping[str, str]) -> dict[Key, Finding]:
    found: dict[Key, Finding] = {}
    for finding in findings:
        bundle, _, name = finding.rule.rpartition("/")
        place = finding.location
        number = 0
        while True:
            key = (
                f"{bundle}/{renamed.get(name, name)}",
                finding.path,
                place.file,
                place.start.line,
                place.start.column,
                number,
            )
            if key not in found:
                break
            number += 1
        found[key] = finding
    return found


def _order(key: Key) -> tuple[str, int, int, str, str]:
    rule, path, file, line, column, number = key
    return (file, line, column, rule, f"{path!r}{number}")


def _same(old: Finding | None, new: Finding | None) -> bool:
    if old is None or new is None:
        return False
    return (old.status, old.severity) == (new.status, new.severity)


def _change(old: Finding | None, new: Finding | None) -> FindingChange:
    shown = new or old
    assert shown is not None, "a place has a result on one side at least"
    start = shown.location.start
    return FindingChange(
        rule=shown.rule,
        file=shown.location.file,
        line=start.line,
        column=start.column,
        message=shown.message,
        before=old.status if old is not None else None,
        after=new.status if new is not None else None,
        severity_before=(old or shown).severity,
        severity_after=(new or shown).severity,
    )

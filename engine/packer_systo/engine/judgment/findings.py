"""From a rule's outcome to a finding: its place, what it says, by what it is known again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.bundle.models import Rule
from packer_systo.engine.finding.block import block_of, build_name
from packer_systo.engine.finding.fingerprint import Fingerprints
from packer_systo.engine.finding.models import Finding
from packer_systo.engine.judgment.outcome import FixRequest
from packer_systo.engine.judgment.patterns import lookup
from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from packer_systo.engine.finding.models import Fix
    from packer_systo.engine.judgment.placing import Placed, Placer
    from packer_systo.engine.template.document import JSON

_SOURCE_IN_BUILD = 4  # builds/*/sources/*


class Outcome(msgspec.Struct, frozen=True):
    """What a rule says of one place. `reason` is set when it is undecided."""

    rule: Rule
    status: Literal["fail", "undecided"]
    path: Path
    message: str
    reason: str = ""
    fix: FixRequest | None = None
    line: int = 0
    """Of a script's text, from 1; 0 for all of it."""


def to_findings(
    outcomes: Iterable[Outcome],
    document: JSON,
    template: str,
    placer: Placer,
    plan_fix: Callable[[FixRequest], Fix | None],
    *,
    named_from: str = "",
) -> list[Finding]:
    """The findings of one template, by place, then rule. `named_from`: see `Fingerprints`."""
    groups = _merge(outcomes, document, placer)
    groups.sort(key=lambda group: _order(group[0], group[1]))
    fingerprints = Fingerprints(named_from)
    findings: list[Finding] = []
    for placed, first, also in groups:
        metadata = first.rule.metadata
        block = block_of(document, first.path)
        findings.append(
            Finding(
                rule=first.rule.full_name,
                severity=metadata.severity,
                category=metadata.category,
                status=first.status,
                message=first.message + _through(document, first, also),
                template=template,
                path=first.path,
                location=placed.place,
                related=placed.related,
                impact=metadata.impact,
                why=metadata.why,
                recovery=metadata.recovery,
                remediation=metadata.remediation,
                confidence=metadata.confidence,
                help=metadata.related_resources[0].ref if metadata.related_resources else "",
                reason=first.reason,
                fingerprint=fingerprints.of(
                    first.rule.full_name, template, placed.place.file, block.identity, block.rest
                ),
                fix=plan_fix(first.fix) if first.fix is not None else None,
            )
        )
    return findings


def _merge(
    outcomes: Iterable[Outcome], document: JSON, placer: Placer
) -> list[tuple[Placed, Outcome, list[Outcome]]]:
    """One group for what a rule says of one place, through however many builds.

    Two outcomes of one path stay two: they are about different things there.
    """
    groups: dict[tuple[object, ...], tuple[Placed, Outcome, list[Outcome]]] = {}
    places: dict[tuple[Path, int], Placed] = {}
    repeats: dict[tuple[str, str, Path, int], int] = {}
    for outcome in outcomes:
        where = (outcome.path, outcome.line)
        placed = places.get(where)
        if placed is None:
            value = _value(document, outcome.path)
            placed = places[where] = placer.place(outcome.path, value, outcome.line)
        name = outcome.rule.full_name
        own = (name, outcome.status, outcome.path, outcome.line)
        repeats[own] = number = repeats.get(own, 0) + 1
        place = placed.place
        key = (
            name,
            outcome.status,
            place.file,
            place.start,
            place.end,
            number,
            _tail(outcome.path),
        )
        group = groups.get(key)
        if group is None:
            groups[key] = (placed, outcome, [])
        else:
            group[2].append(outcome)
    return list(groups.values())


def _value(document: JSON, path: Path) -> JSON | msgspec.UnsetType:
    try:
        return lookup(document, path)
    except LookupError:
        return msgspec.UNSET


def _tail(path: Path) -> Path:
    """The path below a source, which several builds may use; any other path whole."""
    match path:
        case ("builds", int(), "sources", int(), *_):
            return path[_SOURCE_IN_BUILD:]
        case _:
            return ("", *path)


def _through(document: JSON, first: Outcome, also: list[Outcome]) -> str:
    """Names the builds, when one place is used by several."""
    builds: dict[str, None] = {}
    for outcome in (first, *also):
        match outcome.path:
            case ("builds", int(index), *_):
                builds[build_name(document, index)] = None
            case _:
                pass
    if len(builds) < 2:
        return ""
    names = list(builds)
    return f" (through {', '.join(names[:-1])} and {names[-1]})"


def _order(placed: Placed, outcome: Outcome) -> tuple[object, ...]:
    place = placed.place
    return (place.file, place.start, place.end, outcome.rule.full_name, outcome.message)

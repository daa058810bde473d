"""`bundle tune`: what corrections propose, and what each proposal would do on given templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.checking.loading import loaded_templates
from packer_systo.engine.errors import FeedbackError
from packer_systo.engine.feedback.code import finding_hash, rule_code
from packer_systo.engine.feedback.counting import origins_of
from packer_systo.engine.feedback.proposals import Proposal, proposals
from packer_systo.engine.feedback.store import read_store
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.finding.root import EVERYTHING, root_of
from packer_systo.engine.judgment.engines.choice import limits_of, rule_engine
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.feedback.models import Group, Store, Verdict
    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate

_Place: TypeAlias = tuple[str, int, Path, str]
"""File, line, path and message: what one finding of a template is told from the others by."""


class Vanished(msgspec.Struct, frozen=True):
    """A finding that a proposal would make vanish; `said` is what somebody here said of it."""

    file: str
    line: int
    message: str
    fingerprint: str
    said: Literal["correct", "false-positive", "nothing"]


class Tuned(msgspec.Struct, frozen=True):
    """A proposal with what it does: `before` findings of the rule, of which `vanished` go."""

    proposal: Proposal
    before: int = 0
    vanished: tuple[Vanished, ...] = ()

    def count(self, said: str) -> int:
        """How many of those that vanish somebody said this of."""
        return sum(one.said == said for one in self.vanished)


class Tuning(msgspec.Struct, frozen=True):
    """All proposals for a bundle. `looked_at` is how many findings of it were corrected."""

    bundle: str
    version: str
    looked_at: int
    templates: int
    tuned: tuple[Tuned, ...]
    errors: tuple[RunError, ...] = ()


def tune_bundle(bundle: Bundle, feedback: str, templates: Plan | None = None) -> Tuning:
    """What the corrections in the store at `feedback` propose for a bundle; nothing is changed.

    `templates` is the plan of a check of the templates to try each proposal on. Raises
    FeedbackError where there is no store.
    """
    store = read_store(feedback) if feedback else None
    if store is None:
        raise FeedbackError(
            "there is no feedback yet",
            where=shown_path(feedback) if feedback else "",
            hint="`systo-policy feedback RULE LOCATION --correct` or --false-positive gives some",
        )
    groups = _groups(store)
    made: list[Proposal] = []
    looked_at = 0
    for rule in bundle.rules:
        own = groups.get((rule.full_name, rule_code(rule)), [])
        looked_at += sum(group.correct + group.false_positive for group in own)
        made += proposals(bundle, rule, own)
    tuning = Tuning(
        bundle.metadata.name, bundle.version, looked_at, 0, tuple(Tuned(one) for one in made)
    )
    return tuning if templates is None or not made else _tried(tuning, bundle, store, templates)


def _groups(store: Store) -> dict[tuple[str, str], list[Group]]:
    found: dict[tuple[str, str], list[Group]] = {}
    for snapshot in origins_of(store).values():
        for group in snapshot.groups:
            found.setdefault((group.rule, group.code), []).append(group)
    return found


def _tried(tuning: Tuning, bundle: Bundle, store: Store, plan: Plan) -> Tuning:
    """Each template is read once and judged by each rule as it is and as it would be."""
    judges = [
        (
            _judge(bundle, one.proposal.rule, plan),
            _judge(changed(bundle, one.proposal), one.proposal.rule, plan),
        )
        for one in tuning.tuned
    ]
    said: dict[tuple[str, str], Verdict] = {
        (one.rule, one.finding): one.verdict for one in store.corrections
    }
    others = [one for one in builtin_bundles() if one.metadata.name != bundle.metadata.name]
    detector = Detector(secret_patterns(one.data for one in (*others, bundle)))
    before = [0] * len(judges)
    vanished: list[list[Vanished]] = [[] for _ in judges]
    errors: list[RunError] = []
    count = 0
    for loaded in loaded_templates(plan, detector):
        if isinstance(loaded, RunError):
            errors.append(loaded)
            continue
        count += 1
        for number, (as_is, as_proposed) in enumerate(judges):
            old = [one for one in as_is.judge(loaded) if one.status == "fail"]
            kept = {one.fingerprint for one in as_proposed.judge(loaded) if one.status == "fail"}
            before[number] += len(old)
            gone = [one for one in old if one.fingerprint not in kept]
            known = _known_as(as_is, loaded) if gone else {}
            vanished[number] += [
                _vanished(one, known.get(_place(one), one.fingerprint), said, store) for one in gone
            ]
    tuned = tuple(
        Tuned(one.proposal, before[number], tuple(vanished[number]))
        for number, one in enumerate(tuning.tuned)
    )
    return msgspec.structs.replace(
        tuning, templates=count, tuned=tuned, errors=tuple(dict.fromkeys(errors))
    )


def _judge(bundle: Bundle, rule: str, plan: Plan) -> Judge:
    engine = rule_engine(plan.engine, [bundle])
    return Judge(
        [bundle],
        selection=Selection(only=(rule,)),
        engine=engine,
        limits=limits_of(plan.engine),
    )


def changed(bundle: Bundle, proposal: Proposal) -> Bundle:
    """The bundle as it would be with a proposal."""
    replace = msgspec.structs.replace
    rules: list[Rule] = []
    for rule in bundle.rules:
        if rule.full_name == proposal.rule:
            judges = replace(rule.metadata.judges, when=proposal.when)
            rules.append(replace(rule, metadata=replace(rule.metadata, judges=judges)))
        else:
            rules.append(rule)
    data = dict(bundle.data)
    if proposal.setting:
        root = next(iter(data), bundle.metadata.name.replace("-", "_"))
        content = data.get(root)
        own: dict[str, JSON] = dict(content) if isinstance(content, dict) else {}
        settings = own.get(SETTINGS)
        merged: dict[str, JSON] = dict(settings) if isinstance(settings, dict) else {}
        merged[proposal.setting] = list(proposal.values)
        data[root] = {**own, SETTINGS: merged}
    return replace(bundle, rules=tuple(rules), data=data)


def _known_as(judge: Judge, loaded: LoadedTemplate) -> dict[_Place, str]:
    """By what feedback knows each finding of a template where that is not its fingerprint."""
    if root_of(loaded.document.path):
        return {}
    named = msgspec.structs.replace(loaded, named_from=EVERYTHING)
    return {_place(finding): finding.fingerprint for finding in judge.judge(named)}


def _place(finding: Finding) -> _Place:
    return (finding.location.file, finding.location.start.line, finding.path, finding.message)


def _vanished(
    finding: Finding,
    known_as: str,
    said: dict[tuple[str, str], Verdict],
    store: Store,
) -> Vanished:
    verdict = said.get((finding.rule, finding_hash(store.key, known_as)))
    return Vanished(
        file=finding.location.file,
        line=finding.location.start.line,
        message=finding.message,
        fingerprint=finding.fingerprint,
        said=verdict or "nothing",
    )

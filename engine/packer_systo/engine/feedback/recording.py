"""Take what somebody says of a finding into the store."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.checking.bundles import known_rules, load_bundles
from packer_systo.engine.checking.loading import loaded_templates
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.run import run
from packer_systo.engine.errors import FeedbackError, UsageError
from packer_systo.engine.feedback.code import finding_hash, rule_code
from packer_systo.engine.feedback.facts import facts_of
from packer_systo.engine.feedback.models import (
    LONGEST_REASON,
    MOST_CORRECTIONS,
    Correction,
    Verdict,
)
from packer_systo.engine.feedback.store import changing, write_store
from packer_systo.engine.finding.models import Finding, RunError
from packer_systo.engine.finding.root import EVERYTHING, root_of
from packer_systo.engine.judgment.selection import check_names
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.template.diagnostics import BUNDLE
from packer_systo.engine.template.document import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.template.document import JSON

_LINE = re.compile(r"(.+?):([1-9][0-9]{0,7})(?::[0-9]+)?")
_FINGERPRINT = re.compile(r"[0-9a-f]{8,64}")
_UNSURE = ("undecided",)


class Given(msgspec.Struct, frozen=True):
    """What was recorded. `changed` is false where the same was said of the finding before."""

    finding: Finding
    correction: Correction
    changed: bool
    store: str


def give_feedback(
    rule: str,
    location: str,
    verdict: Verdict,
    reason: str,
    options: CheckOptions,
    *,
    paths: Sequence[str] = (),
) -> Given:
    """Say of one finding that it is right, or a false positive.

    `location` is `file:line` or a fingerprint (its beginning is enough). The templates at `paths`
    are judged by the rule to find it; without paths, those around the file, or all below the
    working directory. Raises UsageError where there is no such finding, or are several.
    """
    if verdict == "false-positive" and not reason.strip():
        raise UsageError("a false positive needs a reason", where="--reason")
    plan = _plan((".",), rule, options)
    bundles = load_bundles(plan, None)
    bundle, chosen = _rule(rule, bundles)
    finding, within = _finding(chosen.full_name, location, options, paths)
    known_as = _known_as(finding, within)
    document = _document(finding, within, bundles)
    said = _scrubbed(reason, bundles)
    with changing(plan.feedback) as store:
        correction = Correction(
            rule=chosen.full_name,
            bundle_version=bundle.version,
            code=rule_code(chosen),
            verdict=verdict,
            finding=finding_hash(store.key, known_as),
            facts=facts_of(document, finding.path),
            day=plan.inputs.now[:10],
            reason=said,
        )
        others = tuple(
            one
            for one in store.corrections
            if (one.rule, one.code, one.finding)
            != (correction.rule, correction.code, correction.finding)
        )
        changed = correction not in store.corrections
        if len(others) >= MOST_CORRECTIONS:
            raise FeedbackError(
                f"there are {MOST_CORRECTIONS} corrections already", where=shown_path(plan.feedback)
            )
        if changed:
            write_store(
                plan.feedback,
                msgspec.structs.replace(
                    store, sequence=store.sequence + 1, corrections=(*others, correction)
                ),
            )
    return Given(finding, correction, changed, shown_path(plan.feedback))


def _plan(paths: Sequence[str], rule: str, options: CheckOptions) -> Plan:
    """The plan of a check by the rule alone. Raises FeedbackError where there is no store."""
    plan = prepare(paths, msgspec.structs.replace(options, only=(rule,)))
    if not plan.feedback:
        raise FeedbackError(
            "there is no place for feedback: neither XDG_DATA_HOME nor HOME is set",
            hint="name a file with --store, or `feedback` in systo.toml",
        )
    return plan


def _rule(name: str, bundles: Sequence[Bundle]) -> tuple[Bundle, Rule]:
    check_names([name], known_rules(bundles))
    found = [
        (bundle, rule)
        for bundle in bundles
        for rule in bundle.rules
        if name in {rule.metadata.name, rule.full_name}
    ]
    if not found:
        raise UsageError(
            f"`{name}` is a rule of the reader itself, which says what Packer says",
            hint=f"feedback is for rules of bundles; report what `{BUNDLE}/…` says wrongly",
        )
    if len(found) > 1:
        names = ", ".join(rule.full_name for _, rule in found)
        raise UsageError(f"several bundles have a rule `{name}`", hint=f"name one of {names}")
    return found[0]


def _finding(
    rule: str, location: str, options: CheckOptions, paths: Sequence[str]
) -> tuple[Finding, Plan]:
    """The one finding at a location, and the plan that found it."""
    line = _LINE.fullmatch(location)
    if line is None and not _FINGERPRINT.fullmatch(location):
        raise UsageError(
            f"`{location[:80]}` is no location",
            hint="write file:line as in the report, or the fingerprint of --format json",
        )
    errors: list[RunError] = []
    for place in _places(line[1] if line else "", paths):
        plan = _plan(place, rule, options)
        report = run(plan)
        errors += report.errors
        found = [
            finding
            for finding in report.findings
            if finding.rule == rule
            and (
                _is_at(finding, line[1], int(line[2]))
                if line
                else finding.fingerprint.startswith(location)
            )
        ]
        if found:
            return _one(found, location), plan
    if errors:
        first = errors[0]
        raise FeedbackError(first.message, where=first.where, hint=first.hint)
    raise UsageError(
        f"{rule} says nothing at {location}",
        hint="give the file and line where the report shows the finding, the same --var and "
        "--var-file, and with --in the template",
    )


def _one(found: list[Finding], location: str) -> Finding:
    sure = [finding for finding in found if finding.status not in _UNSURE]
    if not sure:
        raise UsageError(
            f"the result at {location} is undecided, and so neither right nor wrong",
            hint="give the missing value with --var or --var-file",
        )
    if len(sure) > 1:
        listed = ", ".join(finding.fingerprint for finding in sure[:5])
        raise UsageError(
            f"there are {len(sure)} findings at {location}", hint=f"name one of them: {listed}"
        )
    return sure[0]


def _known_as(finding: Finding, plan: Plan) -> str:
    """Its fingerprint, but where nothing marks a root the one from the root of the file system on: the
    paths that were named to find it must not count.
    """
    if root_of(finding.template):
        return finding.fingerprint
    inputs = msgspec.structs.replace(plan.inputs, named_from=EVERYTHING)
    for one in run(msgspec.structs.replace(plan, inputs=inputs)).findings:
        same = (one.rule, one.path, one.message) == (finding.rule, finding.path, finding.message)
        if same and one.location == finding.location:
            return one.fingerprint
    raise FeedbackError("the template changed in the meantime", where=finding.template)


def _places(file: str, paths: Sequence[str]) -> Iterator[Sequence[str]]:
    """Where to look, one after the other: around the file, then further up, then everywhere."""
    if paths:
        yield paths
        return
    here = os.getcwd()
    if file:
        folder = os.path.dirname(os.path.abspath(file))
        last = root_of(file) or folder
        while folder != here and os.path.isdir(folder):
            yield (os.path.relpath(folder),)
            if folder == last:
                break
            folder = os.path.dirname(folder)
    yield (".",)


def _is_at(finding: Finding, file: str, line: int) -> bool:
    place = finding.location
    same = os.path.abspath(place.file) == os.path.abspath(file)
    return same and place.start.line <= line <= max(place.start.line, place.end.line)


def _document(finding: Finding, plan: Plan, bundles: Iterable[Bundle]) -> JSON:
    """The document that the finding is about."""
    detector = Detector(secret_patterns(bundle.data for bundle in bundles))
    alone = msgspec.structs.replace(plan, paths=(finding.template,))
    for part in (alone, plan):
        for loaded in loaded_templates(part, detector):
            if not isinstance(loaded, RunError) and loaded.document.path == finding.template:
                document: JSON = msgspec.json.decode(msgspec.json.encode(loaded.document))
                return document
    raise FeedbackError("the template changed in the meantime", where=finding.template)


def _scrubbed(reason: str, bundles: Iterable[Bundle]) -> str:
    """One line without what looks like a secret."""
    detector = Detector(secret_patterns(bundle.data for bundle in bundles))
    text = " ".join(reason.split())
    for hit in reversed(detector.find(text)):
        text = f"{text[: hit.start]}{SECRET}{text[hit.end :]}"
    return text[:LONGEST_REASON]

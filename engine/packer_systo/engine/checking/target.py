"""One template: read it, judge it, and say what the result depends on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.cache.results import Reads, TemplateResult
from packer_systo.engine.checking.bundles import run_terms
from packer_systo.engine.checking.clash import clash, separate, separate_finding
from packer_systo.engine.checking.evidence import evidence_of
from packer_systo.engine.checking.problems import problem_findings
from packer_systo.engine.errors import SystoError
from packer_systo.engine.finding.models import Finding, JudgedTemplate, RunError
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import Target
from packer_systo.engine.template.load import load_files, read_files
from packer_systo.engine.template.loaded import LoadedTemplate
from packer_systo.engine.waivers.comments import apply_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.checking.options import OnDefect
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.judgment.judge import Verdict
    from packer_systo.engine.judgment.selection import Selection
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.problem import Problem


class Reading(msgspec.Struct, frozen=True):
    """A target as read: a template, or several that are separate; `told` is what is said of that."""

    target: Target
    variant: str
    parts: tuple[LoadedTemplate, ...]
    told: tuple[Finding, ...] = ()


class Judged(msgspec.Struct, frozen=True):
    """What judging a target gave. With `errors` the result is not whole, and not to be kept."""

    result: TemplateResult
    reads: Reads
    errors: tuple[RunError, ...] = ()


class TargetJudge:
    """Judges targets by the same rules; what it compiles is compiled once.

    `engine` runs the Rego rules (default: the embedded one); `limits` are for what is evaluated
    here. With `evidence`, results say by which rules a template was judged.
    """

    def __init__(
        self,
        bundles: Sequence[Bundle],
        selection: Selection,
        *,
        cross_check: bool = False,
        engine: RuleEngine | None = None,
        evidence: bool = False,
        on_defect: OnDefect | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._on_defect = on_defect
        self._selection = selection
        self._cross_check = cross_check
        self._evidence = evidence
        self._terms = run_terms(bundles)
        self._judge = Judge(bundles, selection=selection, engine=engine, limits=limits)
        self.detector = Detector(secret_patterns(bundle.data for bundle in bundles))

    def read(self, target: Target, inputs: Inputs, variant: str = "") -> Reading:
        """Read one template, or its files one by one where they are templates of their own."""
        problems: list[Problem] = []
        files = read_files(target, inputs, problems)
        if self._cross_check:
            from packer_systo.engine.checking.second_reader import disagreements

            problems += disagreements(files)
        found = clash(files)
        if found is None:
            whole = load_files(target, files, inputs, self.detector, problems)
            return Reading(target, variant, (whole,))
        finding = separate_finding(target, found, inputs.named_from)
        parts: list[LoadedTemplate] = []
        for part, own in separate(target, files):
            texts = {file.source.path for file in own}
            theirs = [one for one in problems if one.span and one.span.source.path in texts]
            parts.append(load_files(part, own, inputs, self.detector, theirs))
        told = (finding,) if self._selection.has(finding.rule) else ()
        return Reading(target, variant, tuple(parts), told)

    def judge_all(self, readings: Iterable[Reading]) -> Iterator[tuple[int, Judged]]:
        """Judge what is read, each with its number, in the order of the engine's answers.

        Takes readings as the engine asks for documents. Raises EngineError when the engine itself
        cannot work.
        """
        owners: list[_Waiting] = []

        def documents() -> Iterator[LoadedTemplate]:
            for number, reading in enumerate(readings):
                waiting = _Waiting(number, reading, len(owners))
                for part in reading.parts:
                    owners.append(waiting)
                    yield part

        for verdict in self._judge.verdicts(documents()):
            waiting = owners[verdict.number]
            waiting.verdicts[verdict.number] = verdict
            if len(waiting.verdicts) == len(waiting.reading.parts):
                yield waiting.number, self._judged(waiting)
                waiting.close()

    def loaded(self, loaded: LoadedTemplate, variant: str = "") -> Judged:
        """Judge a template that is read already. Raises EngineError."""
        for verdict in self._judge.verdicts([loaded]):
            return self._verdict(loaded, verdict, variant)
        raise AssertionError("one document has one verdict")

    def _judged(self, waiting: _Waiting) -> Judged:
        reading = waiting.reading
        try:
            parts = [
                self._verdict(part, waiting.verdicts[waiting.first + index], reading.variant)
                for index, part in enumerate(reading.parts)
            ]
        except Exception as error:  # noqa: BLE001 - a defect on one template leaves the others alone
            told = run_error(error, reading.target.shown, self._on_defect)
            return Judged(TemplateResult((), ()), Reads((), (), (), keepable=False), (told,))
        if len(parts) == 1 and not reading.told:
            return parts[0]
        return _together(parts, reading.told)

    def _verdict(self, loaded: LoadedTemplate, verdict: Verdict, variant: str) -> Judged:
        """The findings of the rules and the reader's own, with the comments followed."""
        found = [
            finding for finding in problem_findings(loaded) if self._selection.has(finding.rule)
        ]
        findings = apply_comments(
            [*found, *(verdict.findings if loaded.was_read else ())],
            loaded,
            self._terms,
            loaded.document.now[:10],
            self._selection,
        )
        template = JudgedTemplate(
            path=loaded.document.path,
            format=loaded.document.format,
            variant=variant,
            unset_variables=loaded.unset_variables,
            evidence=evidence_of(loaded.document, verdict.judged) if self._evidence else None,
        )
        return Judged(
            TemplateResult((template,), tuple(findings)),
            _reads(loaded),
            tuple(
                run_error(error, loaded.document.path, self._on_defect) for error in verdict.errors
            ),
        )


class _Waiting:
    """A reading of which some documents have no verdict yet; `first` is its first document."""

    def __init__(self, number: int, reading: Reading, first: int) -> None:
        self.number = number
        self.reading = reading
        self.first = first
        self.verdicts: dict[int, Verdict] = {}

    def close(self) -> None:
        """Let go of what was read: a run of many targets keeps only results."""
        self.reading = msgspec.structs.replace(self.reading, parts=())
        self.verdicts = {}


def run_error(error: Exception, where: str, on_defect: OnDefect | None) -> RunError:
    """What the report says of an error on one template; all but ours are defects."""
    if isinstance(error, SystoError):
        return RunError(error.message, error.where or where, error.hint)
    if on_defect is not None:
        on_defect(error, where)
    from packer_systo.engine.defect import place_of

    return RunError(
        f"this is a defect of packer-systo, not of the template: {place_of(error)}",
        where,
        "please report it, with the template if it holds no secrets",
        defect=True,
    )


def _together(parts: Sequence[Judged], told: tuple[Finding, ...]) -> Judged:
    results = [part.result for part in parts]
    reads = [part.reads for part in parts]
    return Judged(
        TemplateResult(
            tuple(template for one in results for template in one.templates),
            (*told, *(finding for one in results for finding in one.findings)),
        ),
        Reads(
            tuple(dict.fromkeys(file for one in reads for file in one.files)),
            tuple(dict.fromkeys(folder for one in reads for folder in one.folders)),
            tuple(dict.fromkeys(name for one in reads for name in one.variables)),
            keepable=all(one.keepable for one in reads),
        ),
        tuple(error for part in parts for error in part.errors),
    )


def _reads(loaded: LoadedTemplate) -> Reads:
    seen = loaded.dependencies
    return Reads(
        files=(
            *(os.path.abspath(path) for path in seen.files),
            *(record.path for record in seen.records if record.what != "names"),
        ),
        folders=tuple(record.path for record in seen.records if record.what == "names"),
        variables=seen.environment,
        keepable=seen.keepable,
    )

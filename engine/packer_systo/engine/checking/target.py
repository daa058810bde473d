"""One template: read it, judge it, and say what the result depends on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.cache.results import Reads, TemplateResult
from packer_systo.engine.checking.bundles import run_terms
from packer_systo.engine.checking.clash import clash, separate, separate_finding
from packer_systo.engine.checking.problems import problem_findings
from packer_systo.engine.errors import EngineError
from packer_systo.engine.finding.models import Finding, JudgedTemplate, RunError
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.template.load import load_files, read_files
from packer_systo.engine.waivers.comments import apply_comments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.problem import Problem


class Judged(msgspec.Struct, frozen=True):
    """What judging a target gave. With `errors` the result is not whole, and not to be kept."""

    result: TemplateResult
    reads: Reads
    errors: tuple[RunError, ...] = ()


class TargetJudge:
    """Judges targets by the same rules; what it compiles is compiled once."""

    def __init__(
        self, bundles: Sequence[Bundle], selection: Selection, *, cross_check: bool = False
    ) -> None:
        self._bundles = bundles
        self._selection = selection
        self._cross_check = cross_check
        self._terms = run_terms(bundles)
        self._judge = Judge(bundles, selection=selection)
        self.detector = Detector(secret_patterns(bundle.data for bundle in bundles))

    def judge(self, target: Target, inputs: Inputs, variant: str = "") -> Judged:
        """Judge one template, or its files one by one where they are templates of their own."""
        problems: list[Problem] = []
        files = read_files(target, inputs, problems)
        if self._cross_check:
            from packer_systo.engine.checking.second_reader import disagreements

            problems += disagreements(files)
        found = clash(files)
        if found is None:
            return self.loaded(load_files(target, files, inputs, self.detector, problems), variant)
        finding = separate_finding(target, found, inputs.named_from)
        parts: list[Judged] = []
        for part, own in separate(target, files):
            texts = {file.source.path for file in own}
            theirs = [one for one in problems if one.span and one.span.source.path in texts]
            loaded = load_files(part, own, inputs, self.detector, theirs)
            parts.append(self.loaded(loaded, variant))
        return _together(parts, (finding,) if self._selection.has(finding.rule) else ())

    def loaded(self, loaded: LoadedTemplate, variant: str = "") -> Judged:
        """Judge a template that is read already."""
        found = [
            finding for finding in problem_findings(loaded) if self._selection.has(finding.rule)
        ]
        by_rules, errors = self._by_rules(loaded)
        findings = apply_comments(
            [*found, *by_rules],
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
        )
        return Judged(TemplateResult((template,), tuple(findings)), _reads(loaded), errors)

    def _by_rules(self, loaded: LoadedTemplate) -> tuple[list[Finding], tuple[RunError, ...]]:
        try:
            return self._judge.judge(loaded), ()
        except EngineError:
            pass
        # One rule that cannot be evaluated must not take what the others find: one by one, then.
        findings: list[Finding] = []
        errors: list[RunError] = []
        for rule in self._judge.rules:
            alone = Judge(self._bundles, selection=Selection(only=(rule.full_name,)))
            try:
                findings += alone.judge(loaded)
            except EngineError as error:
                errors.append(RunError(error.message, error.where, error.hint))
        return findings, tuple(errors)


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

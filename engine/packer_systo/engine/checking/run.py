"""`check`: find templates, judge them, and report. Prints nothing.

    from packer_systo.engine import CheckOptions, check
    report = check(["images"], CheckOptions(fail_on="high"))

What goes wrong with one template is an error of the report, beside the findings of all others.
What is wrong with the request itself (options, settings, bundles) raises a SystoError.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.order import in_order
from packer_systo.engine.checking.plan import Plan, prepare
from packer_systo.engine.errors import BundleError, SystoError
from packer_systo.engine.finding.models import Finding, JudgedTemplate, Report, RunError
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.cache.results import ResultCache, TemplateResult
    from packer_systo.engine.cache.store import FileStore
    from packer_systo.engine.checking.plan import Paths
    from packer_systo.engine.checking.target import Judged, Reading, TargetJudge
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.source.discovery import Discovery, Target
    from packer_systo.engine.template.inputs import Inputs

DEFAULT_OPTIONS = CheckOptions()


def check(paths: Paths, options: CheckOptions = DEFAULT_OPTIONS) -> Report:
    """Judge every template at or below `paths`. Raises SystoError for a request that is wrong."""
    return run(prepare(paths, options))


def run(plan: Plan) -> Report:
    """Do what a plan says."""
    return _Run(plan).report()


class _Job(NamedTuple):
    """A target to judge: its number among the targets, and a variant of its inputs."""

    number: int
    target: Target
    inputs: Inputs
    variant: str


class _Read(NamedTuple):
    """A job that was read: which, its key in the cache, and when reading began."""

    job: int
    key: str
    began: int


class _Run:
    """One run. What is slow to import is imported when the first template is not in the cache."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.options = plan.options
        self.errors: list[RunError] = []
        self.notes: list[str] = list(plan.notes)
        self.templates: list[JudgedTemplate] = []
        self.findings: list[Finding] = []
        self._targets: TargetJudge | None = None
        self._engine: RuleEngine | None = None
        self._selection = Selection(only=plan.only)
        self._cache: ResultCache | None = None
        self._store: FileStore | None = None
        if plan.cache_folder:
            from packer_systo.engine.cache.store import FileStore as Store

            self._store = Store(plan.cache_folder)

    def report(self) -> Report:
        from packer_systo.engine.checking.bundles import (
            load_bundles,
            rule_count,
            silent_bundles,
        )

        discovery = self._discover()
        broken: list[BundleError] = []
        self.bundles = load_bundles(self.plan, self._store, broken)
        self.errors += [RunError(error.message, error.where, error.hint) for error in broken]
        self.notes += silent_bundles(self.bundles)
        self._select()
        if self._store is not None:
            self._cache = self._open_cache(self._store)
        self._judge_targets(discovery.targets)
        if self._store is not None:
            self._store.prune()
            if self._store.problem:
                self.notes.append(
                    f"the cache in {self.plan.cache_folder} cannot be written "
                    f"({self._store.problem}); the result is the same without it"
                )
        findings = in_order(self._weighed(self._accepted(self.findings)))
        return Report(
            templates=tuple(self.templates),
            findings=findings,
            errors=tuple(dict.fromkeys(self.errors)),
            notes=tuple(dict.fromkeys(self.notes)),
            rules=rule_count(self.bundles, self.plan),
        )

    def _discover(self) -> Discovery:
        from packer_systo.engine.checking.exclusion import without_excluded

        discovery = find_templates(self.plan.paths, self.options.exclude)
        discovery = without_excluded(discovery, self.plan.settings)
        self.notes += discovery.notes
        self.errors += [
            RunError(error.message, error.where, error.hint) for error in discovery.errors
        ]
        return discovery

    def _select(self) -> None:
        """Which rules judge; those that the engine cannot evaluate are errors, on every run."""
        from packer_systo.engine.checking.bundles import run_selection
        from packer_systo.engine.checking.obstacles import without_obstructed

        asked = run_selection(self.bundles, self.plan)
        self._selection, errors = without_obstructed(asked, self.bundles, self.plan.engine)
        self.errors += errors

    def _judge_targets(self, targets: Sequence[Target]) -> None:
        """Judge the targets, each once for each variant; an error of one leaves the others alone."""
        jobs = [job for number, target in enumerate(targets) for job in self._jobs(number, target)]
        results: dict[int, TemplateResult] = {}
        read: list[_Read] = []
        readings = self._readings(jobs, len(targets), results, read)
        first = next(readings, None)
        if first is not None:
            from itertools import chain

            try:
                for index, judged in self._judge().judge_all(chain([first], readings)):
                    results[read[index].job] = self._judged(judged, read[index])
            except SystoError as error:
                left = len(jobs) - len(results)
                message = f"{error.message}; {left} of {len(jobs)} templates are not judged"
                self.errors.append(RunError(message, error.where, error.hint))
        elif jobs and self.plan.engine.name == "opa-server":
            self._ask_servers_of_themselves()
        if self._engine is not None:
            self.notes += self._engine.notes
        self._take_in_order(jobs, results)

    def _jobs(self, number: int, target: Target) -> Iterator[_Job]:
        if not self.plan.variants:
            yield _Job(number, target, self.plan.inputs, "")
            return
        from msgspec.structs import replace

        from packer_systo.engine.source.shown import shown_path

        for var_file in self.plan.variants:
            inputs = replace(self.plan.inputs, var_files=(*self.plan.inputs.var_files, var_file))
            yield _Job(number, target, inputs, shown_path(var_file))

    def _readings(
        self,
        jobs: Sequence[_Job],
        targets: int,
        results: dict[int, TemplateResult],
        read: list[_Read],
    ) -> Iterator[Reading]:
        """What must be judged, read when the engine asks for it; the cache gives the others."""
        shown = -1
        for number, job in enumerate(jobs):
            if self.options.progress is not None and job.number != shown:
                shown = job.number
                self.options.progress(job.number, targets, job.target.shown)
            key = ""
            if self._cache is not None:
                key = self._cache.key(*_identity(job.target, job.inputs, job.variant))
                kept = self._cache.get(key)
                if kept is not None:
                    results[number] = kept
                    continue
            began = time.time_ns()
            try:
                reading = self._judge().read(job.target, job.inputs, job.variant)
            except Exception as error:  # noqa: BLE001 - a defect on one template leaves the others alone
                from packer_systo.engine.checking.target import run_error

                self.errors.append(run_error(error, job.target.shown, self.options.on_defect))
                continue
            read.append(_Read(number, key, began))
            yield reading

    def _judged(self, judged: Judged, read: _Read) -> TemplateResult:
        self.errors += judged.errors
        if self._cache is not None and not judged.errors:
            self._cache.put(read.key, judged.result, judged.reads, read.began)
        return judged.result

    def _take_in_order(self, jobs: Sequence[_Job], results: Mapping[int, TemplateResult]) -> None:
        """Results as the templates were found, whatever order the engine answered in."""
        by_target: dict[int, list[tuple[str, TemplateResult]]] = {}
        for number in sorted(results):
            job, result = jobs[number], results[number]
            self.templates += result.templates
            self.notes += result.notes
            if job.variant:
                by_target.setdefault(job.number, []).append((job.variant, result))
            else:
                self.findings += result.findings
        if not by_target:
            return
        from packer_systo.engine.checking.variants import merged

        for variants in by_target.values():
            self.findings += merged((variant, result.findings) for variant, result in variants)

    def _ask_servers_of_themselves(self) -> None:
        """Where all is in the cache: a service that is gone or judges otherwise is still told."""
        self._judge()
        if self._engine is None:
            return
        try:
            for _ in self._engine.answer(()):
                pass
        except SystoError as error:
            self.errors.append(RunError(error.message, error.where, error.hint))

    def _judge(self) -> TargetJudge:
        if self._targets is None:
            from packer_systo.engine.checking.target import TargetJudge as Judge
            from packer_systo.engine.judgment.engines.choice import limits_of, rule_engine

            plan = self.plan
            self._engine = rule_engine(plan.engine, self.bundles, plan.inputs.environment)

            self._targets = Judge(
                self.bundles,
                self._selection,
                cross_check=self.options.cross_check,
                evidence=self.options.evidence,
                engine=self._engine,
                on_defect=self.options.on_defect,
                limits=limits_of(plan.engine),
            )
        return self._targets

    def _open_cache(self, store: FileStore) -> ResultCache:
        from packer_systo.engine.cache.results import ResultCache as Results
        from packer_systo.engine.cache.versions import program
        from packer_systo.engine.checking.bundles import digests

        return Results(
            store,
            self.plan.inputs.environment,
            (
                program(),
                self.plan.inputs.now.encode(),
                repr(
                    (
                        self.plan.only,
                        self.plan.profiles,
                        self.options.cross_check,
                        self.options.evidence,
                        self.plan.engine.name,
                    )
                ).encode(),
                *digests(self.bundles, self.plan),
            ),
        )

    bundles: tuple[Bundle, ...] = ()

    def _weighed(self, findings: list[Finding]) -> list[Finding]:
        """The findings with what people said of their rules: after the cache, which knows nothing
        of that. Without a store this is one look at the disk.
        """
        plan = self.plan
        if plan.feedback and os.path.isfile(plan.feedback):
            from packer_systo.engine.feedback.confidence import with_confidence
            from packer_systo.engine.feedback.store import read_store

            try:
                store = read_store(plan.feedback)
                if store is not None:
                    findings = with_confidence(findings, store, self.bundles)
            except SystoError as error:
                self.errors.append(RunError(error.message, error.where, error.hint))
        elif self.options.feedback or plan.settings.feedback:
            self.notes.append(f"{shown_path(plan.feedback)}: there is no feedback yet")
        if plan.min_confidence:
            from packer_systo.engine.feedback.confidence import doubted

            findings = doubted(findings, plan.min_confidence)
        return findings

    def _accepted(self, findings: list[Finding]) -> list[Finding]:
        """The findings with the waivers of the settings and the baseline followed."""
        from packer_systo.engine.checking.acceptance import accepted

        judged = [template.path for template in self.templates]
        return accepted(findings, self.plan, self.bundles, judged)


def _identity(target: Target, inputs: Inputs, variant: str) -> tuple[bytes, ...]:
    """What is known of a target's result before it is read."""
    from packer_systo.engine.finding.root import root_of

    outside = (
        tuple(os.path.abspath(path) for path in inputs.var_files),
        inputs.variables,
        inputs.require_variables,
        inputs.working_directory,
        variant,
    )
    return (
        os.fsencode(os.path.abspath(target.path)),
        os.fsencode(target.path),
        # Fingerprints in the result are made with names from there on.
        os.fsencode(root_of(target.shown) or inputs.named_from),
        repr((target.files, target.auto_var_files, target.format)).encode(
            errors="backslashreplace"
        ),
        repr(outside).encode(errors="backslashreplace"),
    )

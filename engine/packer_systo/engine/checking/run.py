"""`check`: find templates, judge them, and report. Prints nothing.

    from packer_systo.engine import CheckOptions, check
    report = check(["images"], CheckOptions(fail_on="high"))

What goes wrong with one template is an error of the report, beside the findings of all others.
What is wrong with the request itself (options, settings, bundles) raises a SystoError.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.order import in_order
from packer_systo.engine.checking.plan import Plan, prepare
from packer_systo.engine.errors import SystoError
from packer_systo.engine.finding.models import Finding, JudgedTemplate, Report, RunError
from packer_systo.engine.source.discovery import find_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.cache.results import ResultCache, TemplateResult
    from packer_systo.engine.cache.store import FileStore
    from packer_systo.engine.checking.target import TargetJudge
    from packer_systo.engine.source.discovery import Discovery, Target
    from packer_systo.engine.template.inputs import Inputs

DEFAULT_OPTIONS = CheckOptions()


def check(paths: Sequence[str], options: CheckOptions = DEFAULT_OPTIONS) -> Report:
    """Judge every template at or below `paths`. Raises SystoError for a request that is wrong."""
    return run(prepare(paths, options))


def run(plan: Plan) -> Report:
    """Do what a plan says."""
    return _Run(plan).report()


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
        self._cache: ResultCache | None = None
        self._store: FileStore | None = None
        if plan.cache_folder:
            from packer_systo.engine.cache.store import FileStore as Store

            self._store = Store(plan.cache_folder)

    def report(self) -> Report:
        from packer_systo.engine.checking.bundles import load_bundles, rule_count

        discovery = self._discover()
        self.bundles = load_bundles(self.plan, self._store)
        if self._store is not None:
            self._cache = self._open_cache(self._store)
        targets = discovery.targets
        for number, target in enumerate(targets):
            if self.options.progress is not None:
                self.options.progress(number, len(targets), target.shown)
            self._target(target)
        if self._store is not None:
            self._store.prune()
            if self._store.problem:
                self.notes.append(
                    f"the cache in {self.plan.cache_folder} cannot be written "
                    f"({self._store.problem}); the result is the same without it"
                )
        findings = in_order(self._accepted(self.findings))
        return Report(
            templates=tuple(self.templates),
            findings=findings,
            errors=tuple(self.errors),
            notes=tuple(dict.fromkeys(self.notes)),
            rules=rule_count(self.bundles, self.plan.only),
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

    def _target(self, target: Target) -> None:
        """Judge a target, once for each variant; an error of one leaves the others alone."""
        if not self.plan.variants:
            result = self._result(target, self.plan.inputs, "")
            if result is not None:
                self._take(result, result.findings)
            return
        from msgspec.structs import replace

        from packer_systo.engine.checking.variants import merged
        from packer_systo.engine.source.shown import shown_path

        results: list[tuple[str, TemplateResult]] = []
        for var_file in self.plan.variants:
            inputs = replace(self.plan.inputs, var_files=(*self.plan.inputs.var_files, var_file))
            variant = shown_path(var_file)
            result = self._result(target, inputs, variant)
            if result is not None:
                results.append((variant, result))
                self._take(result, ())
        self.findings += merged((variant, result.findings) for variant, result in results)

    def _take(self, result: TemplateResult, findings: Sequence[Finding]) -> None:
        self.templates += result.templates
        self.findings += findings
        self.notes += result.notes

    def _result(self, target: Target, inputs: Inputs, variant: str) -> TemplateResult | None:
        key = ""
        if self._cache is not None:
            key = self._cache.key(*_identity(target, inputs, variant))
            kept = self._cache.get(key)
            if kept is not None:
                return kept
        began = time.time_ns()
        try:
            judged = self._judge().judge(target, inputs, variant)
        except SystoError as error:
            self.errors.append(RunError(error.message, error.where or target.shown, error.hint))
            return None
        except Exception as error:  # noqa: BLE001 - a defect on one template leaves the others alone
            from packer_systo.engine.defect import place_of

            if self.options.on_defect is not None:
                self.options.on_defect(error, target.shown)
            self.errors.append(
                RunError(
                    f"this is a defect of packer-systo, not of the template: {place_of(error)}",
                    target.shown,
                    "please report it, with the template if it holds no secrets",
                    defect=True,
                )
            )
            return None
        self.errors += judged.errors
        if self._cache is not None and not judged.errors:
            self._cache.put(key, judged.result, judged.reads, began)
        return judged.result

    def _judge(self) -> TargetJudge:
        if self._targets is None:
            from packer_systo.engine.checking.target import TargetJudge as Judge
            from packer_systo.engine.judgment.selection import Selection

            self._targets = Judge(
                self.bundles,
                Selection(only=self.plan.only),
                cross_check=self.options.cross_check,
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
                repr((self.plan.only, self.options.cross_check, self.options.engine)).encode(),
                *digests(self.bundles, self.plan),
            ),
        )

    bundles: tuple[Bundle, ...] = ()

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

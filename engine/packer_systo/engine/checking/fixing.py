"""`check --fix` and `--diff`: fix what a run can fix, template by template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.checking.acceptance import accepted
from packer_systo.engine.checking.clash import clash
from packer_systo.engine.checking.obstacles import without_obstructed
from packer_systo.engine.checking.target import TargetJudge
from packer_systo.engine.errors import EngineError, SystoError, UsageError
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.fixes.diff import diff
from packer_systo.engine.fixes.run import Fixed, JudgedTexts, fix_texts
from packer_systo.engine.fixes.writing import write_texts
from packer_systo.engine.judgment.engines.choice import limits_of, rule_engine
from packer_systo.engine.source.discovery import find_templates, split
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.template.files import parse_file, parse_legacy_file
from packer_systo.engine.template.load import load_files, read_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.problem import Problem


class TemplateFix(msgspec.Struct, frozen=True):
    """What fixing one template came to. `diff` has no secrets in it; empty for no change."""

    template: str
    fixed: int
    unfixed: tuple[str, ...]
    """Why a fix was taken back: `rule: reason`."""
    diff: str
    files: tuple[str, ...]
    error: RunError | None = None
    """What kept the template from being fixed; its files are as they were, but for those that it
    names.
    """


def fix_templates(plan: Plan, *, unsafe: bool, write: bool) -> Iterator[TemplateFix]:
    """Fix each template of a run; without `write` only say what would change.

    A template is written before the next one is read, since they may share files. An error of one
    leaves the others alone. Raises SystoError for a request that is wrong.
    """
    from packer_systo.engine.checking.bundles import load_bundles, run_selection
    from packer_systo.engine.checking.exclusion import without_excluded

    if plan.variants:
        raise UsageError(
            "--fix and --diff do not go with --each-var-file",
            hint="fix with one var file, then judge them all",
        )
    bundles = load_bundles(plan, None)
    engine = rule_engine(plan.engine, bundles, plan.inputs.environment)
    # `run` tells of the rules that cannot be evaluated.
    selection, _ = without_obstructed(run_selection(bundles, plan), bundles, plan.engine)
    judge = TargetJudge(bundles, selection, engine=engine, limits=limits_of(plan.engine))
    discovery = without_excluded(find_templates(plan.paths, plan.options.exclude), plan.settings)
    for target in discovery.targets:
        try:
            yield from _fix_target(target, plan, judge, bundles, unsafe=unsafe, write=write)
        except SystoError as error:
            told = RunError(error.message, error.where or target.shown, error.hint)
            yield TemplateFix(target.shown, 0, (), "", (), told)


def _fix_target(
    target: Target,
    plan: Plan,
    judge: TargetJudge,
    bundles: Sequence[Bundle],
    *,
    unsafe: bool,
    write: bool,
) -> Iterator[TemplateFix]:
    first = _Template(target, plan, judge, bundles)
    parts = [first]
    if first.is_several():
        parts = [_Template(part, plan, judge, bundles) for part in split(target)]
    for part in parts:
        fixed = fix_texts(part, unsafe=unsafe)
        if write and fixed.after:
            paths = part.paths
            write_texts(
                {paths[file]: text for file, text in fixed.before.items()},
                {paths[file]: text for file, text in fixed.after.items()},
            )
        yield _told(part.name, fixed)


def _told(template: str, fixed: Fixed) -> TemplateFix:
    return TemplateFix(
        template=template,
        fixed=len(fixed.fixed),
        unfixed=tuple(f"{one.finding.rule}: {one.reason}" for one in fixed.unfixed),
        diff=diff(fixed),
        files=tuple(sorted(fixed.after)),
    )


class _Template:
    """A template that can be judged with other texts than those of its files."""

    def __init__(
        self, target: Target, plan: Plan, judge: TargetJudge, bundles: Sequence[Bundle]
    ) -> None:
        self._target = target
        self._plan = plan
        self._judge = judge
        self._bundles = bundles
        self._problems: list[Problem] = []
        self._files = read_files(target, plan.inputs, self._problems)
        self.name = target.shown
        self.paths = {file.source.path: file.path for file in self._files}

    def is_several(self) -> bool:
        """Whether its files are templates of their own."""
        return clash(self._files) is not None

    def __call__(self, texts: Mapping[str, str]) -> JudgedTexts:
        problems: list[Problem] = []
        files = [self._file(file, texts, problems) for file in self._files]
        loaded = load_files(self._target, files, self._plan.inputs, self._judge.detector, problems)
        judged = self._judge.loaded(loaded)
        if judged.errors:
            error = judged.errors[0]
            raise EngineError(error.message, where=error.where, hint=error.hint)
        findings = accepted(
            list(judged.result.findings), self._plan, self._bundles, [loaded.document.path]
        )
        return JudgedTexts(tuple(findings), loaded.texts, loaded.secrets)

    def _file(
        self, file: TemplateFile, texts: Mapping[str, str], problems: list[Problem]
    ) -> TemplateFile:
        """The file read anew from the text given for it, or from its own."""
        own = file.source
        source = SourceText(
            own.path, texts.get(own.path, own.text), byte_order_mark=own.byte_order_mark
        )
        if self._target.format == "json":
            return parse_legacy_file(file.path, source, file.role, problems)
        return parse_file(file.path, source, file.role, file.format, problems)

"""The templates of a plan, read and ready to be judged, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.checking.clash import clash, separate
from packer_systo.engine.checking.exclusion import without_excluded
from packer_systo.engine.errors import SystoError
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.load import load_files, read_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.secrets.detector import Detector
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.problem import Problem


def loaded_templates(plan: Plan, detector: Detector) -> Iterator[LoadedTemplate | RunError]:
    """Each template that a check of the plan would judge; an error where one cannot be read.

    Variants of `--each-var-file` are not made. Raises UsageError for a path that is not there.
    """
    discovery = without_excluded(find_templates(plan.paths, plan.options.exclude), plan.settings)
    for error in discovery.errors:
        yield RunError(error.message, error.where, error.hint)
    for target in discovery.targets:
        try:
            yield from loaded_target(target, plan, detector)
        except SystoError as error:
            yield RunError(error.message, error.where or target.shown, error.hint)


def loaded_target(target: Target, plan: Plan, detector: Detector) -> list[LoadedTemplate]:
    """One template, or several where a folder's files are templates of their own."""
    problems: list[Problem] = []
    files = read_files(target, plan.inputs, problems)
    if clash(files) is None:
        return [load_files(target, files, plan.inputs, detector, problems)]
    parts: list[LoadedTemplate] = []
    for part, own in separate(target, files):
        texts = {file.source.path for file in own}
        theirs = [one for one in problems if one.span and one.span.source.path in texts]
        parts.append(load_files(part, own, plan.inputs, detector, theirs))
    return parts

"""From the files of a template to its document and source map."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.errors import UsageError
from packer_systo.engine.evaluation.budget import Budget
from packer_systo.engine.template.files import (
    AUTO_VAR_FILE,
    TEMPLATE,
    VAR_FILE,
    TemplateFile,
    read_file,
)
from packer_systo.engine.template.finishing import Resolution, finish
from packer_systo.engine.template.redaction import Redactions
from packer_systo.engine.template.resolve import resolve

if TYPE_CHECKING:
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.secrets.detector import Detector
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.problem import Problem
    from packer_systo.engine.template.resolved import Resolved


def load(target: Target, inputs: Inputs, detector: Detector | None = None) -> LoadedTemplate:
    """Read, resolve and normalise one template.

    `detector` finds secrets in texts; without one only what is marked as secret is replaced, where
    it stands and in all other texts of the template. Nothing is raised for what a template holds:
    it is in `problems`.
    """
    problems: list[Problem] = []
    files = read_files(target, inputs, problems)
    return load_files(target, files, inputs, detector, problems)


def read_files(target: Target, inputs: Inputs, problems: list[Problem]) -> list[TemplateFile]:
    """The template's files, then its var files in the order in which they count.

    Raises UsageError for a var file whose name does not say how it is written.
    """
    from packer_systo.engine.source.shown import shown_path

    for path in inputs.var_files:
        if target.format == "hcl2" and not path.endswith((".hcl", ".json")):
            raise UsageError(
                "a var file's name ends in .hcl or .json, as Packer needs it",
                where=shown_path(path),
                hint="Rename it, to *.pkrvars.hcl or *.pkrvars.json.",
            )
    return [
        read_file(path, shown_path(path), role, problems, legacy=target.format == "json")
        for role, paths in (
            (TEMPLATE, target.files),
            (AUTO_VAR_FILE, target.auto_var_files),
            (VAR_FILE, inputs.var_files),
        )
        for path in paths
    ]


def load_files(
    target: Target,
    files: list[TemplateFile],
    inputs: Inputs,
    detector: Detector | None,
    problems: list[Problem],
) -> LoadedTemplate:
    """The same of files that are read already."""
    if target.format == "json":
        from packer_systo.engine.template.legacy.resolve import resolve_legacy_files

        resolution = resolve_legacy_files(target, files, inputs, problems, detector)
        return finish(target, resolution, inputs, detector, problems)
    resolved, unset, redactions, context = resolve_files(target, files, inputs, problems, detector)
    return finish(
        target,
        Resolution(resolved, unset, redactions, context),
        inputs,
        detector,
        problems,
    )


def resolve_files(
    target: Target,
    files: list[TemplateFile],
    inputs: Inputs,
    problems: list[Problem],
    detector: Detector | None = None,
) -> tuple[Resolved, tuple[str, ...], Redactions, FunctionContext]:
    """The values of a template, secrets included: for `load_files`, and for proofs."""
    from packer_systo.engine.source.shown import shown_path

    folder = target.path if os.path.isdir(target.path) else os.path.dirname(target.path) or "."
    budget = Budget()
    context = _context(folder, inputs, budget, detector)
    redactions = Redactions()
    resolved, unset = resolve(
        files,
        shown_path(folder),
        inputs,
        context=context,
        budget=budget,
        redactions=redactions,
        problems=problems,
    )
    return resolved, unset, redactions, context


def _context(
    folder: str, inputs: Inputs, budget: Budget, detector: Detector | None
) -> FunctionContext:
    from packer_systo.engine.evaluation.template_files import TemplateFileRenderer
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.functions.reading import FileReader
    from packer_systo.engine.source.shown import shown_path

    working_directory = inputs.working_directory or os.getcwd()
    return FunctionContext(
        FileReader(os.path.abspath(folder)),
        working_directory=working_directory,
        path_root=shown_path(folder),
        environment=inputs.environment,
        render=TemplateFileRenderer(budget),
        finder=detector,
    )

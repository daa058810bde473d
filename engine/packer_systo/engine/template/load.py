"""From the files of a template to its document and source map."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.budget import Budget
from packer_systo.engine.template.assembly import assemble
from packer_systo.engine.template.files import (
    AUTO_VAR_FILE,
    TEMPLATE,
    VAR_FILE,
    TemplateFile,
    read_file,
)
from packer_systo.engine.template.loaded import Dependencies, LoadedTemplate
from packer_systo.engine.template.redaction import Redactions
from packer_systo.engine.template.resolve import resolve
from packer_systo.engine.template.scripts import Scripts
from packer_systo.engine.template.sourcemap import SourceMap
from packer_systo.engine.template.writer import DocumentWriter, Finder

if TYPE_CHECKING:
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.problem import Problem
    from packer_systo.engine.template.resolved import Resolved


def load(target: Target, inputs: Inputs, finder: Finder | None = None) -> LoadedTemplate:
    """Read, resolve and normalise one template.

    `finder` finds secrets in texts (`secrets.detector.Detector`); without one only what is marked
    as secret is replaced. Nothing is raised for what a template holds: it is in `problems`.
    """
    problems: list[Problem] = []
    files = read_files(target, inputs, problems)
    return load_files(target, files, inputs, finder, problems)


def read_files(target: Target, inputs: Inputs, problems: list[Problem]) -> list[TemplateFile]:
    """The template's files, then its var files in the order in which they count."""
    from packer_systo.engine.source.shown import shown_path

    return [
        read_file(path, shown_path(path), role, problems)
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
    finder: Finder | None,
    problems: list[Problem],
) -> LoadedTemplate:
    """The same of files that are read already."""
    resolution = resolve_files(target, files, inputs, problems)
    resolved, unset, redactions, context = resolution
    source_map = SourceMap()
    writer = DocumentWriter(source_map, redactions, finder)
    scripts = Scripts(context.root, context.working_directory)
    for number, build in enumerate(resolved.builds):
        for index, provisioner in enumerate(build.provisioners):
            path = ("builds", number, "provisioners", index, "config")
            scripts.add(provisioner.type, provisioner.config, path)
    found_scripts = scripts.all()
    document = assemble(resolved, found_scripts, target.shown, inputs.now, writer)
    texts = {file.source.path: file.source for file in files}
    for script in found_scripts:
        if script.source is not None:
            texts.setdefault(script.source.path, script.source)
    if finder is not None:
        for source in texts.values():
            redactions.add_hits(source, finder.find(source.text))
    read = [file.path for file in files]
    read += scripts.looked_at
    return LoadedTemplate(
        document,
        source_map,
        _once(problems),
        texts,
        {file.source.path: file.comments for file in files if file.comments},
        redactions.by_file(),
        Dependencies(
            tuple(dict.fromkeys(read)),
            tuple(context.files.records),
            tuple(sorted(context.environment_read)),
        ),
        unset,
    )


def resolve_files(
    target: Target, files: list[TemplateFile], inputs: Inputs, problems: list[Problem]
) -> tuple[Resolved, tuple[str, ...], Redactions, FunctionContext]:
    """The values of a template, secrets included: for `load_files`, and for proofs."""
    from packer_systo.engine.source.shown import shown_path

    folder = target.path if os.path.isdir(target.path) else os.path.dirname(target.path) or "."
    budget = Budget()
    context = _context(folder, inputs, budget)
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


def _context(folder: str, inputs: Inputs, budget: Budget) -> FunctionContext:
    from packer_systo.engine.evaluation.template_files import TemplateFileRenderer
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.functions.reading import FileReader

    working_directory = inputs.working_directory or os.getcwd()
    return FunctionContext(
        FileReader(os.path.abspath(folder)),
        working_directory=working_directory,
        environment=inputs.environment,
        render=TemplateFileRenderer(budget),
    )


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file and place. One that is met again elsewhere is the same problem."""
    found: dict[tuple[str, int, int, str, str], Problem] = {}
    for problem in problems:
        span = problem.span
        place = (span.source.path, span.start, span.end) if span is not None else ("", -1, -1)
        found.setdefault((*place, problem.code, problem.message), problem)
    return tuple([found[key] for key in sorted(found)])

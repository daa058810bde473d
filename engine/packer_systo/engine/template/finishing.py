"""From a resolved template of either form to what the rest of the engine gets of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.functions.context import FunctionContext
from packer_systo.engine.template.assembly import assemble
from packer_systo.engine.template.files import TEMPLATE
from packer_systo.engine.template.known_secrets import known_secrets
from packer_systo.engine.template.loaded import Dependencies, LoadedTemplate
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.quotes import SecretQuotes
from packer_systo.engine.template.redaction import Redactions
from packer_systo.engine.template.resolved import Resolved
from packer_systo.engine.template.scripts import Scripts
from packer_systo.engine.template.sourcemap import SourceMap
from packer_systo.engine.template.writer import DocumentWriter

if TYPE_CHECKING:
    from packer_systo.engine.secrets.detector import Detector
    from packer_systo.engine.secrets.redaction import Redactor
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.inputs import Inputs


class Resolution(msgspec.Struct, frozen=True):
    """What resolving a template gave. `unset` are the variables without a value."""

    resolved: Resolved
    unset: tuple[str, ...]
    redactions: Redactions
    context: FunctionContext


def finish(
    target: Target,
    resolution: Resolution,
    inputs: Inputs,
    detector: Detector | None,
    problems: list[Problem],
) -> LoadedTemplate:
    """The document and what belongs to it, without any secret.

    First all secrets of the template are collected, then the document is written without them.
    """
    from packer_systo.engine.secrets.detector import Memory
    from packer_systo.engine.secrets.redaction import Redactor

    resolved, context = resolution.resolved, resolution.context
    scripts = Scripts(context.root, context.working_directory)
    for number, build in enumerate(resolved.builds):
        for index, provisioner in enumerate(build.provisioners):
            path = ("builds", number, "provisioners", index, "config")
            scripts.add(provisioner.type, provisioner.config, path)
    found_scripts = scripts.all()
    memory = Memory(detector)
    own_names = [one.name for one in resolved.variables] + [one.name for one in resolved.locals]
    redactor = Redactor(memory, known_secrets(resolved, found_scripts, memory), own_names)
    problems[:], quoted = _without_quotes(problems, resolution.redactions, redactor)
    if quoted:
        known = chain(known_secrets(resolved, found_scripts, memory), quoted)
        redactor = Redactor(memory, known, own_names)
    # A script that is called by a secret would name it: it is as one whose name is not known.
    found_scripts = [one for one in found_scripts if not redactor.find(one.written)]
    source_map = SourceMap()
    writer = DocumentWriter(source_map, resolution.redactions, redactor)
    document = assemble(resolved, found_scripts, target, inputs.now, writer)
    if writer.is_full:
        message = "The values of this template, written out, are too many to be looked at."
        problems.append(Problem("expression-error", message, None))
    files = resolved.files
    texts = {file.source.path: file.source for file in files}
    called = [one.source for one in found_scripts if one.source is not None]
    called = [source for source in called if source.path not in texts]
    texts.update({source.path: source for source in called})
    for source in (*texts.values(), *context.template_files.values()):
        resolution.redactions.add_hits(source, redactor.find(source.text))
    read = [file.path for file in files]
    read += scripts.looked_at
    names = [*read, *[record.path for record in context.files.records], *context.environment_read]
    return LoadedTemplate(
        document,
        source_map,
        _once([_without_secrets(one, redactor, writer) for one in problems]),
        texts,
        {file.source.path: file.comments for file in files if file.comments},
        resolution.redactions.by_file(),
        Dependencies(
            tuple(dict.fromkeys(read)),
            tuple(context.files.records),
            tuple(sorted(context.environment_read)),
            keepable=not (context.files.secret_paths or any(redactor.find(name) for name in names)),
        ),
        resolution.unset,
        {file.source.path: file.body for file in files if file.format == "hcl" and not file.broken},
        inputs.named_from,
        was_read=not all(file.lost for file in files if file.role == TEMPLATE),
        scripts=tuple(dict.fromkeys([source.path for source in called])),
    )


def _without_quotes(
    problems: list[Problem], redactions: Redactions, redactor: Redactor
) -> tuple[list[Problem], list[tuple[str, str]]]:
    """The problems, of which none quotes a secret text, and the secrets that they would quote.

    What calls an unknown function is in error, and stands nowhere but in its expression.
    """
    if not any(problem.quote for problem in problems):
        return problems, []
    secret = SecretQuotes(redactions.by_file(), redactor)
    told: list[Problem] = []
    quoted: list[tuple[str, str]] = []
    for problem in problems:
        quote, message = problem.quote, problem.message
        if quote is None:
            told.append(problem)
            continue
        if secret.is_secret(quote, problem.span):
            message = quote.instead
            quoted.append((quote.written, "known-secret"))
        told.append(msgspec.structs.replace(problem, message=message, quote=None))
    return told, quoted


def _without_secrets(problem: Problem, redactor: Redactor, writer: DocumentWriter) -> Problem:
    """The problem as it may be told. Its texts hold names, and some are made of secret values."""
    message, example = redactor.in_message(problem.message), problem.example
    example = redactor.without_known(example)
    path = writer.names.path(problem.path)
    if (message, example, path) == (problem.message, problem.example, problem.path):
        return problem
    return msgspec.structs.replace(problem, message=message, example=example, path=path)


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file and place. One that is met again elsewhere is the same problem."""
    found: dict[tuple[str, int, int, str, str], Problem] = {}
    for problem in problems:
        span = problem.span
        file, start, end = "", -1, -1
        if span is not None:
            file, start, end = span.source.path, span.start, span.end
        found.setdefault((file, start, end, problem.code, problem.message), problem)
    return tuple([found[key] for key in sorted(found)])

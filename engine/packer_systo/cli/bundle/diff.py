"""`systo-policy bundle diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from packer_systo.cli.engine_options import engine_options
from packer_systo.cli.parameters import (
    assignments,
    format_option,
    names_completion,
    one_of,
    output_of,
    variable_options,
)
from packer_systo.engine.errors import ExitCode
from packer_systo.engine.finding.models import SEVERITIES

if TYPE_CHECKING:
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.finding.models import Severity
    from packer_systo.engine.settings.engine import EngineSettings

FORMATS: tuple[Literal["text", "json"], ...] = ("text", "json")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--templates",
    multiple=True,
    metavar="PATH",
    help="Judge the templates at or below PATH by both versions. Repeatable.",
)
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    shell_complete=names_completion(SEVERITIES),
    help=f"From when on a template fails: {', '.join(SEVERITIES)}. Default: medium.",
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths. Repeatable.")
@variable_options
@format_option(FORMATS)
@engine_options
@click.pass_context
def diff(
    context: click.Context,
    /,
    *,
    old: str,
    new: str,
    templates: tuple[str, ...],
    fail_on: str | None,
    exclude: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    engine: EngineSettings,
    format_: str,
) -> ExitCode:
    """What the bundle NEW changes against OLD, and whether its version number says so.

    Each is a folder, or an archive of `bundle build`.

    Exit code 0: the number is enough. 1: it understates the change. 2: an error.
    """
    chosen = one_of(format_, FORMATS, "format")
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.comparison import json, text
    from packer_systo.engine.comparison.paths import compare_paths

    streams = output_of(context)
    threshold: Severity | None = None
    if fail_on is not None:
        severity: Severity = one_of(fail_on, SEVERITIES, "severity")
        threshold = severity
    plan: Plan | None = None
    if templates:
        options = CheckOptions(
            fail_on=threshold,
            exclude=exclude,
            variables=assignments(variables),
            var_files=var_files,
            now=now,
            engine=engine,
            cache=False,
        )
        plan = prepare(templates, options)
    comparison = compare_paths(old, new, plan)
    streams.result((json if chosen == "json" else text).render(comparison))
    streams.flush()
    for error in comparison.errors:
        streams.error(error.message, where=error.where, hint=error.hint)
    if not comparison.enough:
        message, hint = text.refusal(comparison)
        streams.error(message, where=new, hint=hint)
    if comparison.errors:
        return ExitCode.ERROR
    return ExitCode.PASSED if comparison.enough else ExitCode.FINDINGS

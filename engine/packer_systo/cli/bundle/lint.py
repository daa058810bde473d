"""`systo-policy bundle lint`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from packer_systo.cli.parameters import format_option, one_of, output_of

if TYPE_CHECKING:
    from packer_systo.engine.errors import ExitCode

Format: TypeAlias = Literal["text", "json"]
FORMATS: tuple[Format, ...] = ("text", "json")


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option("--skip", multiple=True, metavar="CHECK", help="Leave out a check. Repeatable.")
@format_option(FORMATS)
@click.pass_context
def lint(context: click.Context, folder: str, skip: tuple[str, ...], format_: str) -> ExitCode:
    """Look over the bundle in DIR (default: here) before it is released.

    Texts, names, cases, paths that lead nowhere, functions that an engine lacks, the schema of its
    settings; `opa check --strict` and `regal lint` where they are on PATH.
    """
    from packer_systo.engine.authoring.lint.json import json
    from packer_systo.engine.authoring.lint.run import lint_bundle
    from packer_systo.engine.authoring.lint.text import text

    chosen: Format = one_of(format_, FORMATS, "format")
    streams = output_of(context)
    report = lint_bundle(folder, skip)
    streams.result(json(report) if chosen == "json" else text(report))
    streams.flush()
    for error in report.errors:
        streams.error(error.message, where=error.where, hint=error.hint)
    return report.exit_code

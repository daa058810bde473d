"""`systo-policy normalise`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.parameters import assignments, bundle_option, output_of, variable_options
from packer_systo.engine.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.template.loaded import LoadedTemplate


@click.command()
@click.argument("path")
@variable_options
@bundle_option
@click.option(
    "--source-map", is_flag=True, help="Print where each value of the document comes from instead."
)
@click.pass_context
def normalise(
    context: click.Context,
    /,
    *,
    path: str,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    bundles: tuple[str, ...],
    source_map: bool,
) -> ExitCode:
    """Print the document that rules see of the template at PATH (a file or a folder), as JSON.

    What cannot be known is listed in `unknowns`; secrets are replaced. Mistakes go to stderr, and
    with a mistake that Packer would refuse the exit code is 1.
    """
    import msgspec

    from packer_systo.engine.checking.normalising import normalise_template
    from packer_systo.engine.checking.options import CheckOptions

    streams = output_of(context)
    loaded = normalise_template(
        path,
        CheckOptions(
            variables=assignments(variables), var_files=var_files, now=now, bundles=bundles
        ),
    )
    made: object = loaded.document
    if source_map:
        from packer_systo.engine.template.sourcemap_json import to_json

        made = to_json(loaded.source_map)
    text = msgspec.json.format(msgspec.json.encode(made), indent=2).decode()
    streams.result(f"{text}\n")
    streams.flush()
    return _problems(loaded, streams.said)


def _problems(loaded: LoadedTemplate, say: Callable[[str], None]) -> ExitCode:
    from packer_systo.engine.checking.problems import problem_findings
    from packer_systo.engine.finding.models import Report
    from packer_systo.engine.finding.verdict import counts
    from packer_systo.engine.report import terminal
    from packer_systo.engine.report.options import RenderOptions

    findings = tuple(problem_findings(loaded))
    if findings:
        say(terminal.render(Report((), findings), RenderOptions()))
    failing = any(counts(finding, "medium") for finding in findings)
    return ExitCode.FINDINGS if failing else ExitCode.PASSED

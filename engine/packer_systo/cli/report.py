"""`systo-policy report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from packer_systo.cli.judging import judging_options
from packer_systo.cli.parameters import format_option, names_completion, one_of, output_of
from packer_systo.engine.finding.models import SEVERITIES

if TYPE_CHECKING:
    from packer_systo.cli.output import Output
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.errors import ExitCode
    from packer_systo.engine.frameworks.models import Assessment

FORMATS: tuple[Literal["text", "json", "markdown", "html"], ...] = (
    "text", "json", "markdown", "html",
)  # fmt: skip


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--framework",
    is_flag=False,
    flag_value="",
    default="",
    metavar="[ID]",
    help="The framework whose controls are reported. Without ID and PATHS: list the frameworks.",
)
@format_option(FORMATS)
@click.option("-o", "--output", metavar="FILE", default="", help="Write the report to FILE.")
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    shell_complete=names_completion(SEVERITIES),
    help="Fail from this severity of a finding on. Default: medium.",
)
@click.option(
    "--undecided",
    metavar="report|fail",
    default="report",
    shell_complete=names_completion(("report", "fail")),
    help="Whether what cannot be decided fails the run too. Default: report.",
)
@judging_options
@click.pass_context
def report(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    asked: CheckOptions,
    framework: str,
    format_: str,
    output: str,
    fail_on: str | None,
    undecided: str,
) -> ExitCode | None:
    """Say what the templates at or below PATHS (default: here) show of a framework's controls.

    A control passes where every rule that gives evidence judged something and found nothing. Exit
    codes are those of check, by the findings of these rules.
    """
    chosen = one_of(format_, FORMATS, "format")
    if paths and not framework:
        from packer_systo.engine.errors import UsageError

        raise UsageError(
            "the framework whose controls are to be reported is not named",
            where=" ".join(paths),
            hint="name it: `systo-policy report --framework ID PATH`; "
            "`systo-policy report --framework` without a path lists the frameworks",
        )
    from msgspec.structs import replace

    from packer_systo.cli.defect import Tracebacks
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.finding.verdict import verdict

    streams = output_of(context)
    options = replace(
        asked,
        fail_on=None if fail_on is None else one_of(fail_on, SEVERITIES, "severity"),
        undecided_fails=one_of(undecided, ("report", "fail"), "way") == "fail",
        on_defect=Tracebacks.asked(context),
    )
    plan = prepare(paths or (".",), options)
    if not framework:
        streams.result(_listing(plan, chosen))
        return None
    from packer_systo.engine.frameworks.run import assess_plan

    assessment = assess_plan(plan, framework)
    _tell(assessment, chosen, output, streams)
    return verdict(assessment.report, plan.fail_on, undecided_fails=plan.undecided_fails)


def _listing(plan: Plan, format_: str) -> str:
    from packer_systo.engine.frameworks import json, text
    from packer_systo.engine.frameworks.run import known_frameworks

    frameworks = known_frameworks(plan)
    return json.listing(frameworks) if format_ == "json" else text.listing(frameworks)


def _tell(assessment: Assessment, format_: str, output: str, streams: Output) -> None:
    from packer_systo.cli.reporting import write_file
    from packer_systo.engine.frameworks import html, json, markdown, text

    renderers = {
        "text": text.render,
        "json": json.render,
        "markdown": markdown.render,
        "html": html.render,
    }
    made = renderers[format_](assessment)
    if output:
        write_file(output, [made])
    else:
        streams.result(made)
        streams.flush()
    for note in assessment.report.notes:
        streams.said(f"note: {note}\n")
    for error in assessment.report.errors:
        streams.error(error.message, where=error.where, hint=error.hint)

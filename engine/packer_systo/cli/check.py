"""`systo-policy check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.judging import judging_options
from packer_systo.cli.parameters import names_completion, one_of, output_of
from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.options import FORMATS

if TYPE_CHECKING:
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.errors import ExitCode
    from packer_systo.engine.finding.models import RunError, Severity


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    shell_complete=names_completion(FORMATS),
    help=f"How to report: {', '.join(FORMATS)}. With =FILE into a file; repeatable.",
)
@click.option("--output", metavar="FILE", help="Write the report of --format to FILE.")
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    shell_complete=names_completion(SEVERITIES),
    help=f"Fail from this severity on: {', '.join(SEVERITIES)}. Default: medium.",
)
@click.option(
    "--undecided",
    metavar="report|fail",
    shell_complete=names_completion(("report", "fail")),
    help="Whether what cannot be decided fails the run too. Default: report.",
)
@judging_options
@click.option("--only", multiple=True, metavar="RULE", help="Judge by this rule alone. Repeatable.")
@click.option(
    "--baseline", metavar="FILE", default="", help="Findings that are known, from `baseline write`."
)
@click.option(
    "--min-confidence",
    type=float,
    metavar="NUMBER",
    help="Count only failures of rules that are right at least this often, from 0 to 1.",
)
@click.option(
    "--feedback",
    metavar="FILE",
    default="",
    help="What people said of findings. Default: the user's own file.",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes to the files.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: those that need a look, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("-q", "--quiet", is_flag=True, help="Results only: no summary, no progress.")
@click.option("-v", "--verbose", is_flag=True, help="Also what is undecided, waived or known.")
@click.pass_context
def check(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    asked: CheckOptions,
    formats: tuple[str, ...],
    output: str | None,
    fail_on: str | None,
    undecided: str | None,
    only: tuple[str, ...],
    baseline: str,
    min_confidence: float | None,
    feedback: str,
    fix: bool,
    unsafe: bool,
    diff: bool,
    no_cache: bool,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Judge the templates at or below PATHS (default: here), and say what is wrong with them.

    Exit code 0: nothing at or above the threshold. 1: findings. 2: an error. 3: nothing to judge.
    """
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise click.UsageError(f"--min-confidence is a number from 0 to 1, not {min_confidence:g}")
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe goes with --fix or --diff")
    from msgspec.structs import replace

    from packer_systo.cli.defect import Tracebacks
    from packer_systo.cli.progress import progress_on
    from packer_systo.cli.reporting import Reporter
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.checking.run import run
    from packer_systo.engine.finding.verdict import verdict

    streams = output_of(context)
    threshold: Severity | None = None
    if fail_on is not None:
        severity: Severity = one_of(fail_on, SEVERITIES, "severity")
        threshold = severity
    tracebacks = Tracebacks.asked(context)
    options = replace(
        asked,
        only=only,
        baseline=baseline,
        min_confidence=min_confidence,
        feedback=feedback,
        fail_on=threshold,
        undecided_fails=undecided is not None
        and one_of(undecided, ("report", "fail"), "way") == "fail",
        cache=not no_cache and not (fix or diff),
        progress=None if quiet else progress_on(streams),
        on_defect=tracebacks,
    )
    plan = prepare(paths or (".",), options)
    reporter = Reporter(
        streams,
        formats,
        output,
        default=plan.settings.format or "terminal",
        quiet=quiet,
        verbose=verbose,
    )
    errors: tuple[RunError, ...] = ()
    if fix or diff:
        from packer_systo.cli.fixing import fix as fix_files

        errors = fix_files(plan, streams, unsafe=unsafe, write=not diff)
    report = run(plan)
    if errors:
        report = replace(report, errors=tuple(dict.fromkeys((*errors, *report.errors))))
    if diff:
        for error in report.errors:
            streams.error(error.message, where=error.where, hint=error.hint)
    else:
        reporter.report(report, plan)
    if any(error.defect for error in report.errors):
        advice = tracebacks.advice(f"{streams.program} --debug FILE check …")
        streams.said(f"  = help: {advice}\n")
    return verdict(report, plan.fail_on, undecided_fails=plan.undecided_fails)

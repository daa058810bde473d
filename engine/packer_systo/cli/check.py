"""`systo-policy check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.parameters import (
    assignments,
    bundle_option,
    names_completion,
    one_of,
    output_of,
    variable_options,
)
from packer_systo.engine.checking.options import ENGINES, CheckOptions
from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.options import FORMATS

if TYPE_CHECKING:
    from packer_systo.engine.errors import ExitCode
    from packer_systo.engine.finding.models import RunError, Severity

LATER_ENGINES = ("opa", "server")


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
@variable_options
@click.option(
    "--each-var-file",
    metavar="GLOB",
    default="",
    help="Judge each template once for each of these var files.",
)
@click.option("--require-variables", is_flag=True, help="A variable without a value is a finding.")
@click.option("--only", multiple=True, metavar="RULE", help="Judge by this rule alone. Repeatable.")
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Leave out paths, by a pattern as in .gitignore. Repeatable.",
)
@bundle_option
@click.option(
    "--config",
    metavar="FILE",
    default="",
    help="Trusted settings; those of the judged repository can then only tighten them.",
)
@click.option(
    "--baseline", metavar="FILE", default="", help="Findings that are known, from `baseline write`."
)
@click.option(
    "--cross-check",
    is_flag=True,
    help="Read HCL a second time with another parser; what they read differently is a finding.",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes to the files.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: those that need a look, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option(
    "--engine",
    metavar="ENGINE",
    default="embedded",
    shell_complete=names_completion(ENGINES),
    help="What evaluates Rego. Default: embedded.",
)
@click.option("-q", "--quiet", is_flag=True, help="Results only: no summary, no progress.")
@click.option("-v", "--verbose", is_flag=True, help="Also what is undecided, waived or known.")
@click.pass_context
def check(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    fail_on: str | None,
    undecided: str | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    each_var_file: str,
    require_variables: bool,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    bundles: tuple[str, ...],
    config: str,
    baseline: str,
    cross_check: bool,
    fix: bool,
    unsafe: bool,
    diff: bool,
    no_cache: bool,
    engine: str,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Judge the templates at or below PATHS (default: here), and say what is wrong with them.

    Exit code 0: nothing at or above the threshold. 1: findings. 2: an error. 3: nothing to judge.
    """
    if engine in LATER_ENGINES:
        raise click.UsageError(
            f"the engine `{engine}` is not in this version; use --engine embedded, the default"
        )
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe goes with --fix or --diff")
    from msgspec.structs import replace

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
    options = CheckOptions(
        config=config,
        bundles=bundles,
        only=only,
        exclude=exclude,
        var_files=var_files,
        variables=assignments(variables),
        each_var_file=each_var_file,
        require_variables=require_variables,
        cross_check=cross_check,
        baseline=baseline,
        fail_on=threshold,
        undecided_fails=undecided is not None
        and one_of(undecided, ("report", "fail"), "way") == "fail",
        now=now,
        cache=not no_cache and not (fix or diff),
        engine=one_of(engine, ENGINES, "engine"),
        progress=None if quiet else progress_on(streams),
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
    return verdict(report, plan.fail_on, undecided_fails=plan.undecided_fails)

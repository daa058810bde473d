"""`systo-policy baseline`."""

from __future__ import annotations

import click
import msgspec

from packer_systo.cli.parameters import assignments, bundle_option, output_of, variable_options
from packer_systo.engine.errors import ExitCode

DEFAULT_FILE = "systo-baseline.json"


@click.group()
def baseline() -> None:
    """Accept what is there today, so that only what is new fails."""


@baseline.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help=f"Where to write. Default: `baseline` of the settings, else {DEFAULT_FILE}.",
)
@click.option("--config", metavar="FILE", default="", help="Trusted settings.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths. Repeatable.")
@variable_options
@bundle_option
@click.pass_context
def write(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    output: str,
    config: str,
    exclude: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    bundles: tuple[str, ...],
) -> ExitCode:
    """Write the findings at or below PATHS (default: here) as the baseline.

    `check` then marks them as known, as long as their rule lets them be waived. Commit the file.
    """
    from packer_systo.engine.checking.bundles import load_bundles, run_terms
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.checking.run import run
    from packer_systo.engine.finding.verdict import verdict
    from packer_systo.engine.waivers.baseline import write_baseline

    streams = output_of(context)
    options = CheckOptions(
        config=config,
        exclude=exclude,
        variables=assignments(variables),
        var_files=var_files,
        now=now,
        bundles=bundles,
    )
    plan = prepare(paths or (".",), options)
    file = output or plan.baseline or DEFAULT_FILE
    # What an older baseline covers belongs into the new one.
    plan = msgspec.structs.replace(plan, baseline="")
    report = run(plan)
    code = verdict(report)
    if code in {ExitCode.ERROR, ExitCode.DEFECT, ExitCode.NOTHING_TO_JUDGE}:
        # A baseline of half a run would let the other half fail later, for no reason.
        for error in report.errors:
            streams.error(error.message, where=error.where, hint=error.hint)
        if code is ExitCode.NOTHING_TO_JUDGE:
            streams.error("there is no template here; no baseline was written")
        return code
    count = write_baseline(file, report.findings, run_terms(load_bundles(plan, None)))
    found = "1 finding" if count == 1 else f"{count} findings"
    streams.said(f"{file}: {found}. Give it to check with --baseline, or name it in systo.toml.\n")
    return ExitCode.PASSED

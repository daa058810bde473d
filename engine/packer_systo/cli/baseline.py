"""`systo-policy baseline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.judging import judging_options
from packer_systo.cli.parameters import output_of
from packer_systo.engine.errors import ExitCode

if TYPE_CHECKING:
    from packer_systo.engine.checking.options import CheckOptions

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
@judging_options
@click.pass_context
def write(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    asked: CheckOptions,
    output: str,
) -> ExitCode:
    """Write the findings at or below PATHS (default: here) as the baseline.

    `check` then marks them as known, as long as their rule lets them be waived. Commit the file.
    """
    from msgspec.structs import replace

    from packer_systo.cli.defect import Tracebacks
    from packer_systo.engine.checking.bundles import load_bundles, run_terms
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.checking.run import run
    from packer_systo.engine.finding.root import named_folder
    from packer_systo.engine.finding.verdict import verdict
    from packer_systo.engine.waivers.baseline import write_baseline

    streams = output_of(context)
    tracebacks = Tracebacks.asked(context)
    plan = prepare(paths or (".",), replace(asked, on_defect=tracebacks))
    file = output or plan.baseline or DEFAULT_FILE
    # What an older baseline covers belongs into the new one.
    named_from = named_folder(plan.paths, file)
    plan = replace(
        plan, baseline="", min_confidence=0.0, inputs=replace(plan.inputs, named_from=named_from)
    )
    report = run(plan)
    code = verdict(report)
    if code in {ExitCode.ERROR, ExitCode.DEFECT, ExitCode.NOTHING_TO_JUDGE}:
        # A baseline of half a run would let the other half fail later, for no reason.
        for error in report.errors:
            streams.error(error.message, where=error.where, hint=error.hint)
        if code is ExitCode.NOTHING_TO_JUDGE:
            streams.error("there is no template here; no baseline was written")
        if code is ExitCode.DEFECT:
            advice = tracebacks.advice(f"{streams.program} --debug FILE baseline write …")
            streams.said(f"  = help: {advice}\n")
        return code
    count = write_baseline(file, report.findings, run_terms(load_bundles(plan, None)))
    found = "1 finding" if count == 1 else f"{count} findings"
    streams.said(f"{file}: {found}. Give it to check with --baseline, or name it in systo.toml.\n")
    return ExitCode.PASSED

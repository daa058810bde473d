"""`systo-policy bundle test`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from packer_systo.cli.parameters import format_option, names_completion, one_of, output_of
from packer_systo.engine.errors import ExitCode, SystoError

if TYPE_CHECKING:
    from packer_systo.cli.output import Output
    from packer_systo.engine.authoring.testing.models import (
        BundleTestOptions,
        BundleTestReport,
        TestEngine,
    )

Format: TypeAlias = Literal["text", "json", "junit"]
FORMATS: tuple[Format, ...] = ("text", "json", "junit")
ENGINES: tuple[TestEngine, ...] = ("embedded", "opa")


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option("--only", multiple=True, metavar="RULE", help="Test these rules alone. Repeatable.")
@format_option(FORMATS)
@click.option(
    "--engine",
    default="embedded",
    metavar="ENGINE",
    shell_complete=names_completion(ENGINES),
    help="What runs the Rego: embedded, or opa, which is found on PATH.",
)
@click.option(
    "--min-coverage",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail where the cases reach less of the branches.",
)
@click.option("--no-coverage", is_flag=True, help="Do not measure what the cases reach.")
@click.option("--watch", is_flag=True, help="Run again after each change, until Ctrl-C.")
@click.pass_context
def test(
    context: click.Context,
    /,
    *,
    folder: str,
    only: tuple[str, ...],
    format_: str,
    engine: str,
    min_coverage: float | None,
    no_coverage: bool,
    watch: bool,
) -> ExitCode:
    """Run the tests of the bundle in DIR (default: here): each rule's cases, and Rego tests.

    Each case runs again with each input made unknown: the rule must be undecided then. The report
    names the rules, and the branches of rules, that no case and no test reaches.
    """
    from packer_systo.engine.authoring.testing.models import BundleTestOptions

    if no_coverage and min_coverage is not None:
        raise click.UsageError("--min-coverage needs what --no-coverage leaves out")
    by: TestEngine = one_of(engine, ENGINES, "engine")
    options = BundleTestOptions(
        only=only, engine=by, coverage=not no_coverage, min_coverage=min_coverage
    )
    chosen: Format = one_of(format_, FORMATS, "format")
    streams = output_of(context)
    if not watch:
        return _run(folder, options, chosen, streams)
    from packer_systo.engine.authoring.testing.watch import changes

    seen = changes(folder)
    while True:
        try:
            _run(folder, options, chosen, streams)
        except SystoError as error:  # half-written files are normal here
            streams.error(error.message, where=error.where, hint=error.hint)
        streams.flush()
        streams.said(f"watching {folder}; Ctrl-C ends\n")
        changed = next(seen)
        streams.said(f"{', '.join(changed)} changed\n")


def _run(folder: str, options: BundleTestOptions, format_: Format, streams: Output) -> ExitCode:
    from packer_systo.engine.authoring.testing.run import run_bundle_tests

    report = run_bundle_tests(folder, options)
    streams.result(_rendered(report, format_))
    streams.flush()
    for error in report.errors:
        streams.error(error.message, where=error.where, hint=error.hint)
    if report.exit_code is ExitCode.NOTHING_TO_JUDGE:
        streams.error("there is nothing to test", where=folder, hint="the bundle has no rule yet")
    return report.exit_code


def _rendered(report: BundleTestReport, format_: Format) -> str:
    from packer_systo.engine.authoring.testing.json import json
    from packer_systo.engine.authoring.testing.junit import junit
    from packer_systo.engine.authoring.testing.text import text

    renderers = {"text": text, "json": json, "junit": junit}
    return renderers[format_](report)

"""`systo-policy feedback give`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.engine_options import engine_options
from packer_systo.cli.feedback.parameters import store_option
from packer_systo.cli.parameters import assignments, bundle_option, output_of, variable_options

if TYPE_CHECKING:
    from packer_systo.engine.feedback.models import Verdict
    from packer_systo.engine.settings.engine import EngineSettings


@click.command()
@click.argument("rule")
@click.argument("location")
@click.option("--false-positive", is_flag=True, help="The finding is wrong.")
@click.option("--correct", is_flag=True, help="The finding is right.")
@click.option("--reason", default="", metavar="TEXT", help="Why; a false positive needs one.")
@click.option(
    "--in",
    "paths",
    multiple=True,
    metavar="PATH",
    help="The template that the finding is in. Default: what is around the file. Repeatable.",
)
@variable_options
@bundle_option
@store_option
@click.option("--config", metavar="FILE", default="", help="Trusted settings.")
@engine_options
@click.pass_context
def give(
    context: click.Context,
    /,
    *,
    rule: str,
    location: str,
    false_positive: bool,
    correct: bool,
    reason: str,
    paths: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    engine: EngineSettings,
    bundles: tuple[str, ...],
    store: str,
    config: str,
) -> None:
    """Say of what RULE found at LOCATION (file:line, or a fingerprint) that it is right, or wrong.

    It is kept on this machine: counts, the reason without secrets, and which known components and
    attributes were there. No template, no value, no name.
    """
    if false_positive == correct:
        raise click.UsageError("say either --false-positive or --correct")
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.feedback.recording import give_feedback

    verdict: Verdict = "correct" if correct else "false-positive"
    given = give_feedback(
        rule,
        location,
        verdict,
        reason,
        CheckOptions(
            variables=assignments(variables),
            var_files=var_files,
            now=now,
            engine=engine,
            bundles=bundles,
            feedback=store,
            config=config,
        ),
        paths=paths,
    )
    place = given.finding.location
    word = "right" if correct else "a false positive"
    noted = "noted" if given.changed else "noted before"
    output_of(context).said(
        f"{noted} in {given.store}: {given.finding.rule} at {place.file}:{place.start.line} "
        f"is {word}\n"
    )

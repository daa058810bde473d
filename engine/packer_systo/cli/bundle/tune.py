"""`systo-policy bundle tune`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from packer_systo.cli.engine_options import engine_options
from packer_systo.cli.feedback.parameters import store_file, store_option
from packer_systo.cli.parameters import (
    assignments,
    format_option,
    one_of,
    output_of,
    variable_options,
)
from packer_systo.engine.errors import ExitCode

if TYPE_CHECKING:
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.settings.engine import EngineSettings

FORMATS: tuple[Literal["text", "json"], ...] = ("text", "json")


@click.command()
@click.argument("bundle")
@click.option(
    "--templates",
    multiple=True,
    metavar="PATH",
    help="Try each proposal on the templates at or below PATH. Repeatable.",
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths. Repeatable.")
@variable_options
@store_option
@format_option(FORMATS)
@engine_options
@click.pass_context
def tune(
    context: click.Context,
    /,
    *,
    bundle: str,
    templates: tuple[str, ...],
    exclude: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    engine: EngineSettings,
    store: str,
    format_: str,
) -> ExitCode:
    """From the feedback, propose narrower conditions and exceptions for the rules of BUNDLE.

    BUNDLE is a built-in one by its name, a folder, or a file of `bundle build`. Nothing is changed:
    a proposal is for whoever maintains the rule.
    """
    chosen = one_of(format_, FORMATS, "format")
    import msgspec

    from packer_systo.engine.checking.bundles import bundle_at
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.feedback import tuning_text
    from packer_systo.engine.feedback.tuning import tune_bundle

    streams = output_of(context)
    plan: Plan | None = None
    if templates:
        options = CheckOptions(
            exclude=exclude,
            variables=assignments(variables),
            var_files=var_files,
            now=now,
            engine=engine,
            cache=False,
        )
        plan = prepare(templates, options)
    tuning = tune_bundle(bundle_at(bundle), store_file(store), plan)
    if chosen == "json":
        made = msgspec.json.format(msgspec.json.encode(tuning), indent=2).decode() + "\n"
    else:
        made = tuning_text.render(tuning)
    streams.result(made)
    streams.flush()
    for error in tuning.errors:
        streams.error(error.message, where=error.where, hint=error.hint)
    return ExitCode.ERROR if tuning.errors else ExitCode.PASSED

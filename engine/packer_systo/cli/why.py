"""`systo-policy why`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from packer_systo.cli.engine_options import engine_options
from packer_systo.cli.output import coloured, width
from packer_systo.cli.parameters import (
    assignments,
    bundle_option,
    format_option,
    one_of,
    output_of,
    variable_options,
)

if TYPE_CHECKING:
    from packer_systo.engine.settings.engine import EngineSettings

DEPTH, MOST_DEPTH = 3, 8
FORMATS: tuple[Literal["text", "json"], ...] = ("text", "json")


@click.command()
@click.argument("rule")
@click.argument("path")
@variable_options
@bundle_option
@click.option("--config", metavar="FILE", default="", help="Trusted settings.")
@click.option("--baseline", metavar="FILE", default="", help="Findings that are known.")
@format_option(FORMATS)
@click.option(
    "--depth",
    type=click.IntRange(0, MOST_DEPTH),
    default=DEPTH,
    show_default=True,
    help="How deep functions and rules that a Rego rule asks are opened.",
)
@click.option("--all", "everything", is_flag=True, help="Fold nothing.")
@engine_options
@click.pass_context
def why(
    context: click.Context,
    /,
    *,
    rule: str,
    path: str,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    now: str,
    engine: EngineSettings,
    bundles: tuple[str, ...],
    config: str,
    baseline: str,
    format_: str,
    depth: int,
    everything: bool,
) -> None:
    """Tell how RULE came to its result on the template at PATH (a file or a folder).

    What it looked at, which conditions held and which one decided, also in the functions that it
    asked, the values that it read and where each came from. What did not decide is folded.
    """
    chosen = one_of(format_, FORMATS, "format")
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.explanation import text
    from packer_systo.engine.explanation.rego.text import Folding
    from packer_systo.engine.explanation.why import explain_result

    explanation = explain_result(
        rule,
        path,
        CheckOptions(
            variables=assignments(variables),
            var_files=var_files,
            now=now,
            engine=engine,
            bundles=bundles,
            config=config,
            baseline=baseline,
            cache=False,
        ),
    )
    if chosen == "json":
        import msgspec

        made = msgspec.json.format(msgspec.json.encode(explanation), indent=2).decode() + "\n"
    else:
        made = text.render(
            explanation,
            width=width(sys.stdout),
            colour=coloured(sys.stdout),
            folding=Folding(MOST_DEPTH if everything else depth, everything=everything),
        )
    output_of(context).result(made)

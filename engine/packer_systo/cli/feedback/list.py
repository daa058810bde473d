"""`systo-policy feedback list`."""

from __future__ import annotations

from typing import Literal

import click

from packer_systo.cli.feedback.parameters import store_file, store_option
from packer_systo.cli.parameters import bundle_option, format_option, one_of, output_of

FORMATS: tuple[Literal["text", "json"], ...] = ("text", "json")


@click.command(name="list")
@bundle_option
@store_option
@format_option(FORMATS)
@click.pass_context
def list_(context: click.Context, bundles: tuple[str, ...], store: str, format_: str) -> None:
    """What was said of each rule, and the confidence that follows."""
    chosen = one_of(format_, FORMATS, "format")
    from packer_systo.engine.checking.bundles import load_bundles
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.feedback import listing

    plan = prepare(["."], CheckOptions(bundles=bundles, feedback=store))
    listed = listing.list_feedback(store_file(store), load_bundles(plan, None))
    output_of(context).result((listing.json if chosen == "json" else listing.text)(listed))

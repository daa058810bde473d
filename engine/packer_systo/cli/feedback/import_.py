"""`systo-policy feedback import`."""

from __future__ import annotations

import click

from packer_systo.cli.feedback.parameters import store_file, store_option
from packer_systo.cli.parameters import output_of


@click.command(name="import")
@click.argument("file")
@store_option
@click.pass_context
def import_(context: click.Context, file: str, store: str) -> None:
    """Take the counts in FILE, which another team exported. The same file twice counts once."""
    from packer_systo.engine.feedback.exchange import import_feedback, read_export
    from packer_systo.engine.report.judged import counted

    brought = import_feedback(store_file(store), read_export(file))
    output_of(context).said(
        f"{file}: {counted(brought.new, 'new origin')}, {brought.later} with later counts, "
        f"{brought.known} known already\n"
    )

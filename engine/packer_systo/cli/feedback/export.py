"""`systo-policy feedback export`."""

from __future__ import annotations

import click

from packer_systo.cli.feedback.parameters import store_file, store_option
from packer_systo.cli.parameters import output_of


@click.command()
@click.option("-o", "--output", required=True, metavar="FILE", help="Where the counts go.")
@store_option
@click.pass_context
def export(context: click.Context, output: str, store: str) -> None:
    """Write all counts to a file, for other teams: those given here and those imported.

    No finding, no reason, no file name and no value is in it.
    """
    from packer_systo.cli.reporting import write_file
    from packer_systo.engine.feedback.exchange import export_feedback, export_text

    given = export_feedback(store_file(store))
    write_file(output, [export_text(given)])
    teams = "1 origin" if len(given.origins) == 1 else f"{len(given.origins)} origins"
    output_of(context).said(f"{output}: the counts of {teams}\n")

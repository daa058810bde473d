"""`systo-policy bundle docs`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("path", metavar="[DIR|FILE]", default=".")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the pages go.")
@click.pass_context
def docs(context: click.Context, path: str, output: str) -> None:
    """Write pages about the bundle in DIR (default: here) or FILE: an index, and one a rule.

    Each rule is run on its cases, and the page says what it finds. Pages of an earlier run are
    replaced; other files stay.
    """
    from packer_systo.engine.authoring.documentation.bundle_pages import write_bundle_pages

    streams = output_of(context)
    streams.result("".join(f"{page}\n" for page in write_bundle_pages(path, output)))

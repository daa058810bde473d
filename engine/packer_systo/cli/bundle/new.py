"""`systo-policy bundle new`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import output_of


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--name", default="", metavar="NAME", help="Its name. Default: that of the folder.")
@click.option("--title", default="", metavar="TEXT", help="What it asks for, in a line.")
@click.pass_context
def new(context: click.Context, folder: str, name: str, title: str) -> None:
    """Start a bundle in DIR, with a first rule that works. Nothing is overwritten."""
    import shlex

    from packer_systo.engine.authoring.scaffold.new import new_bundle

    streams = output_of(context)
    streams.result("".join(f"{path}\n" for path in new_bundle(folder, name=name, title=title)))
    streams.flush()
    program, shown = streams.program, shlex.quote(folder)
    streams.said(
        f"`{program} bundle test {shown}` runs its cases; "
        f"`{program} rule new --bundle {shown} CATEGORY/NAME` starts another rule.\n"
    )

"""`systo-policy bundle inspect`."""

from __future__ import annotations

from typing import Literal, TypeAlias

import click

from packer_systo.cli.parameters import format_option, one_of, output_of

Format: TypeAlias = Literal["text", "json"]
FORMATS: tuple[Format, ...] = ("text", "json")


@click.command()
@click.argument("path", metavar="[DIR|FILE]", default=".")
@format_option(FORMATS)
@click.pass_context
def inspect(context: click.Context, path: str, format_: str) -> None:
    """Look inside the bundle in DIR (default: here) or in the archive FILE.

    Name, version and digest, rules, what may be set, and what it needs. Nothing of it is run.
    """
    from packer_systo.engine.authoring.inspection.inspect import inspect_bundle
    from packer_systo.engine.authoring.inspection.json import json
    from packer_systo.engine.authoring.inspection.text import text

    chosen: Format = one_of(format_, FORMATS, "format")
    bundle = inspect_bundle(path)
    output_of(context).result(json(bundle) if chosen == "json" else text(bundle))

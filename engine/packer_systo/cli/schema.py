"""`systo-policy schema`."""

from __future__ import annotations

from typing import Literal, TypeAlias

import click

from packer_systo.cli.parameters import names_completion, one_of, output_of

SchemaName: TypeAlias = Literal["template", "report"]
NAMES: tuple[SchemaName, ...] = ("template", "report")


@click.command()
@click.argument("name", shell_complete=names_completion(NAMES))
@click.pass_context
def schema(context: click.Context, name: str) -> None:
    """Print the JSON Schema of NAME: template (the document that rules see) or report (--format json)."""
    import msgspec

    from packer_systo.engine.schemas import report_schema, template_schema

    chosen: SchemaName = one_of(name, NAMES, "schema")
    made = template_schema() if chosen == "template" else report_schema()
    text = msgspec.json.format(msgspec.json.encode(made), indent=2).decode()
    output_of(context).result(f"{text}\n")

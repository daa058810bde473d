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

    chosen: SchemaName = one_of(name, NAMES, "schema")
    match chosen:
        case "template":
            from packer_systo.engine.template.document import DOCUMENT_VERSION, TemplateDocument

            made: dict[str, object] = {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "title": f"packer-systo template document, version {DOCUMENT_VERSION}",
                **msgspec.json.schema(TemplateDocument),
            }
        case "report":
            from packer_systo.engine.report.json import schema as report_schema

            made = report_schema()
    text = msgspec.json.format(msgspec.json.encode(made), indent=2).decode()
    output_of(context).result(f"{text}\n")

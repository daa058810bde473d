"""`systo-policy schema`."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import click

from packer_systo.cli.parameters import names_completion, one_of, output_of

SchemaName: TypeAlias = Literal[
    "template",
    "report",
    "assessment",
    "comparison",
    "explanation",
    "bundle",
    "bundle-test",
    "bundle-lint",
]
NAMES: tuple[SchemaName, ...] = get_args(SchemaName)


@click.command()
@click.argument("name", shell_complete=names_completion(NAMES))
@click.pass_context
def schema(context: click.Context, name: str) -> None:
    """Print the JSON Schema of NAME: template (the document that rules see), report (of `check`),
    assessment (of `report --framework`), comparison (of `bundle diff`), explanation (of `why`), bundle (of `bundle inspect`), bundle-test or
    bundle-lint.
    """
    import msgspec

    from packer_systo.engine import schemas

    chosen: SchemaName = one_of(name, NAMES, "schema")
    made = {
        "template": schemas.template_schema,
        "report": schemas.report_schema,
        "assessment": schemas.assessment_schema,
        "comparison": schemas.comparison_schema,
        "explanation": schemas.explanation_schema,
        "bundle": schemas.bundle_schema,
        "bundle-test": schemas.bundle_test_schema,
        "bundle-lint": schemas.bundle_lint_schema,
    }[chosen]()
    text = msgspec.json.format(msgspec.json.encode(made), indent=2).decode()
    output_of(context).result(f"{text}\n")

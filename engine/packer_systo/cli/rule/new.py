"""`systo-policy rule new`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.parameters import names_completion, one_of, output_of

if TYPE_CHECKING:
    from packer_systo.engine.authoring.scaffold.rule_files import Language

LANGUAGES: tuple[Language, ...] = ("rego", "cel")


@click.command()
@click.argument("name", metavar="CATEGORY/NAME")
@click.option("--bundle", required=True, metavar="DIR", help="The bundle that gets the rule.")
@click.option(
    "--lang",
    "language",
    default="cel",
    metavar="LANGUAGE",
    shell_complete=names_completion(LANGUAGES),
    help="cel (one expression about one thing, the default) or rego (anything else).",
)
@click.pass_context
def new(context: click.Context, name: str, bundle: str, language: str) -> None:
    """Start the rule NAME: it works, its cases pass, its texts are yours to write."""
    import shlex

    from packer_systo.engine.authoring.lint.checks.cure_name import says_the_cure
    from packer_systo.engine.authoring.scaffold.new import new_rule

    category, slash, rule_name = name.partition("/")
    if not slash:
        raise click.UsageError(
            f"`{name}` is not of the form CATEGORY/NAME, such as security/weak-thing"
        )
    chosen: Language = one_of(language, LANGUAGES, "language")
    streams = output_of(context)
    written = new_rule(bundle, category, rule_name, chosen)
    streams.result("".join(f"{path}\n" for path in written))
    streams.flush()
    if says_the_cure(rule_name):
        streams.said(
            f"note: `{rule_name}` says what to do; a rule's name says what is wrong, such as "
            "`unverified-iso`\n"
        )
    shown = shlex.quote(bundle)
    streams.said(
        f"Now write what it looks at, and its texts. `{streams.program} bundle test {shown}` runs "
        f"its cases, `{streams.program} bundle lint {shown}` says what is still to be written.\n"
    )

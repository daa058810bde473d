"""`systo-policy rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from packer_systo.cli.parameters import (
    bundle_option,
    format_option,
    one_of,
    output_of,
    profile_option,
)

if TYPE_CHECKING:
    from packer_systo.engine.checking.rule_pages import RulePage

FORMATS: tuple[Literal["text", "json"], ...] = ("text", "json")


@click.command()
@bundle_option
@profile_option
@format_option(FORMATS)
@click.pass_context
def rules(
    context: click.Context, bundles: tuple[str, ...], profiles: tuple[str, ...], format_: str
) -> None:
    """List the rules: severity, name, and what each is about."""
    chosen = one_of(format_, FORMATS, "format")
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.checking.rule_pages import rule_pages

    pages = rule_pages(prepare(["."], CheckOptions(bundles=bundles, profiles=profiles)))
    output_of(context).result(_json(pages) if chosen == "json" else _text(pages))


def _text(pages: list[RulePage]) -> str:
    width = max((len(page.name) for page in pages), default=0)
    lines = [
        f"{page.metadata.severity:8}  {page.name:{width}}  {page.metadata.title}" for page in pages
    ]
    return "".join(f"{line}\n" for line in lines)


def _json(pages: list[RulePage]) -> str:
    import msgspec

    made = [
        {
            "rule": page.name,
            "language": page.language,
            **{
                field: getattr(page.metadata, field)
                for field in (
                    "title",
                    "description",
                    "severity",
                    "category",
                    "impact",
                    "why",
                    "recovery",
                    "remediation",
                    "confidence",
                    "controls",
                    "waivable",
                )
            },
        }
        for page in pages
    ]
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"

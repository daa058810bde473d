"""`systo-policy explain`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from packer_systo.cli.output import coloured, width
from packer_systo.cli.parameters import bundle_option, output_of
from packer_systo.engine.report.printable import printable, wrapped

if TYPE_CHECKING:
    from packer_systo.engine.bundle.cases import Case
    from packer_systo.engine.checking.rule_outline import Outline

LONGEST_LINE = 100


@click.command()
@click.argument("rule")
@bundle_option
@click.pass_context
def explain(context: click.Context, rule: str, bundles: tuple[str, ...]) -> None:
    """Tell what RULE is about: why, how to mend it, and examples."""
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.checking.rule_outline import outline
    from packer_systo.engine.checking.rule_pages import rule_page

    page = outline(rule_page(rule, prepare(["."], CheckOptions(bundles=bundles))))
    columns = min(width(sys.stdout) or LONGEST_LINE, LONGEST_LINE)
    output_of(context).result(page_text(page, columns, colour=coloured(sys.stdout)))


def page_text(page: Outline, columns: int, *, colour: bool = False) -> str:
    """A rule's outline for a terminal of so many columns, with an example of each kind."""
    lines = [_heading(f"{page.name}: {page.title}", colour), ""]
    lines += [*_paragraphs(page.description, columns), ""]
    names = max(len(name) for name, _ in page.facts) + 1
    for name, value in page.facts:
        first, *rest = wrapped(printable(value.replace("`", "")), columns, names + 3)
        lines.append(f"  {name + ':':{names}} {first}")
        lines += [f"{' ' * (names + 3)}{line}" for line in rest]
    for section in page.sections:
        lines += ["", _heading(section.title, colour), *_paragraphs(section.text, columns)]
    lines += _examples(page.examples, colour)
    if page.references:
        lines += ["", _heading("See also", colour)]
        lines += [
            f"  {printable(one.ref)}{f' ({printable(one.description)})' if one.description else ''}"
            for one in page.references
        ]
    return "\n".join(lines) + "\n"


def _examples(cases: tuple[Case, ...], colour: bool) -> list[str]:
    """The first case of each kind: what is wrong, and how it is right."""
    lines: list[str] = []
    for kind in ("bad", "good"):
        case = next((case for case in cases if case.kind == kind), None)
        if case is None:
            continue
        lines += ["", _heading(f"{kind.capitalize()}: {case.title}", colour)]
        for name, text in case.files:
            lines.append(f"  {printable(name)}")
            lines += [f"    {printable(line)}".rstrip() for line in text.rstrip("\n").split("\n")]
    return lines


def _heading(text: str, colour: bool) -> str:
    return f"\x1b[1m{printable(text)}\x1b[0m" if colour else printable(text)


def _paragraphs(text: str, columns: int) -> list[str]:
    """Paragraphs wrapped; lines that are code or lists keep their own breaks."""
    lines: list[str] = []
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            lines.append("")
        own = paragraph.split("\n")
        if any(line.startswith(("    ", "- ", "* ", "|", "```", "1.")) for line in own):
            lines += [f"  {printable(line)}" for line in own]
        else:
            joined = " ".join(line.strip() for line in own)
            lines += [f"  {line}" for line in wrapped(printable(joined), columns, 2)]
    return lines

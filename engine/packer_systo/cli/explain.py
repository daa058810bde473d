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
    from packer_systo.engine.checking.rule_pages import RulePage

LONGEST_LINE = 100


@click.command()
@click.argument("rule")
@bundle_option
@click.pass_context
def explain(context: click.Context, rule: str, bundles: tuple[str, ...]) -> None:
    """Tell what RULE is about: why, how to mend it, and examples."""
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.checking.rule_pages import rule_page

    page = rule_page(rule, prepare(["."], CheckOptions(bundles=bundles)))
    columns = min(width(sys.stdout) or LONGEST_LINE, LONGEST_LINE)
    output_of(context).result(page_text(page, columns, colour=coloured(sys.stdout)))


def page_text(page: RulePage, columns: int, *, colour: bool = False) -> str:
    """A rule's page for a terminal of so many columns."""
    about = page.metadata
    lines = [_heading(f"{page.name}: {about.title}", colour), ""]
    facts = [
        ("severity", f"{about.severity}, {about.category}"),
        ("impact", about.impact),
        ("mended in", about.recovery),
        ("written in", page.language),
    ]
    if about.controls:
        facts.append(("controls", ", ".join(about.controls)))
    if not about.waivable:
        facts.append(("waivers", "not accepted"))
    elif about.waiver_days is not None:
        facts.append(("waivers", f"for at most {about.waiver_days} days"))
    lines += [f"  {name + ':':12}{printable(value)}" for name, value in facts]
    for title, text in (
        ("What it finds", about.description),
        ("Why it matters", about.why),
        ("How to mend it", about.remediation),
    ):
        if text:
            lines += ["", _heading(title, colour), *_paragraphs(text, columns)]
    if page.cases is not None:
        for section in page.cases.sections:
            lines += ["", _heading(section.title, colour), *_paragraphs(section.text, columns)]
        lines += _examples(page.cases.cases, colour)
    if about.related_resources:
        lines += ["", _heading("See also", colour)]
        lines += [
            f"  {printable(one.ref)}{f' ({printable(one.description)})' if one.description else ''}"
            for one in about.related_resources
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

"""The page of a rule: its outline, its cases, and what the rule says of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.documentation.markdown import fence, page, table
from packer_systo.engine.bundle.cases import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.cases import Case
    from packer_systo.engine.checking.rule_outline import Outline
    from packer_systo.engine.finding.models import Finding

LANGUAGES = {".hcl": "hcl", ".json": "json", ".sh": "sh", ".ps1": "powershell", ".yaml": "yaml"}


class PageLinks(msgspec.Struct, frozen=True):
    """Where a page leads to. `source` is what it was made from, as its notice says it.

    `index` leads to all rules; `document`, if any, to the reference of the template document;
    `files` are names and addresses of the rule's own files.
    """

    source: str
    index: str
    document: str = ""
    files: tuple[tuple[str, str], ...] = ()
    by: str = "make docs"


def rule_page_text(
    whole: Outline, findings: Iterable[tuple[Case, list[Finding]]], links: PageLinks
) -> str:
    """The page. `findings` are what the rule says of each case, as `case_findings` gives them."""
    name = whole.name.rpartition("/")[2]
    facts = [("rule", f"`{whole.name}`"), *whole.facts]
    if links.files:
        facts.append(("source", ", ".join(f"[{file}]({href})" for file, href in links.files)))
    return page(
        links.source,
        f"# {name}",
        f"**{whole.title}.** {whole.description}",
        table(["", ""], facts),
        *(f"## {section.title}\n\n{section.text}" for section in whole.sections),
        _examples(findings, links),
        _references(whole),
        f"The same in a terminal: `systo-policy explain {whole.name}`. [All rules]({links.index})",
        by=links.by,
    )


def _references(whole: Outline) -> str:
    if not whole.references:
        return ""
    lines = [
        f"- [{one.description or one.ref}]({one.ref})" if one.description else f"- <{one.ref}>"
        for one in whole.references
    ]
    return "## See also\n\n" + "\n".join(lines)


def _examples(findings: Iterable[tuple[Case, list[Finding]]], links: PageLinks) -> str:
    word = f"[document]({links.document})" if links.document else "document"
    parts: list[str] = []
    for case, found in findings:
        parts.append(f"### {case.kind.capitalize()}: {case.title}")
        for name, text in case.files:
            if name == DOCUMENT:
                parts.append(f"A {word}, as read from a template:")
            elif len(case.files) > 1:
                parts.append(f"`{name}`:")
            parts.append(fence(_language(name), text).rstrip("\n"))
        parts.append(_found(found))
        if case.fixed is not None:
            parts.append("With the fix:")
            main = next(name for name, _ in case.files)
            parts.append(fence(_language(main), case.fixed).rstrip("\n"))
    return "\n\n".join(["## Examples", *parts]) if parts else ""


def _found(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing is found."
    lines: list[str] = []
    for finding in findings:
        place = f"`{finding.location.file}`, line {finding.location.start.line}"
        word = finding.severity if finding.status == "fail" else finding.status
        reason = f" ({finding.reason})" if finding.reason else ""
        cure = ""
        if finding.fix is not None:
            option = "--fix" if finding.fix.safe else "--fix --unsafe"
            cure = f". `check {option}` mends it"
        lines.append(f"- **{word}** at {place}: {finding.message}{reason}{cure}.")
    return "\n".join(lines)


def _language(name: str) -> str:
    if name == DOCUMENT:
        return "json"
    return next((word for ending, word in LANGUAGES.items() if name.endswith(ending)), "text")

"""Files of one folder that cannot be one template.

Packer builds a folder as one template. Many repositories build each file by itself, and then the
same variable or source is in several. Where files clash *and* each has a build of its own, they are
templates of their own; otherwise what is there twice is a mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.excerpt import place
from packer_systo.engine.finding.fingerprint import Fingerprints
from packer_systo.engine.finding.models import ExcerptLine, Finding, Place
from packer_systo.engine.source.discovery import split
from packer_systo.engine.source.text import Span
from packer_systo.engine.template.diagnostics import BUNDLE, SEPARATE_TEMPLATES, rule_of
from packer_systo.engine.template.files import TEMPLATE, VAR_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.files import TemplateFile


class Clash(msgspec.Struct, frozen=True):
    """Something that two files define: where the first does, and where another does again."""

    first: Span
    again: Span


def clash(files: Sequence[TemplateFile]) -> Clash | None:
    """What shows that a target's files are templates of their own, or None where they are one.

    Told from the parsed files alone: what a merged template of them would be is never needed.
    """
    templates = [file for file in files if file.role == TEMPLATE]
    if len(templates) < 2 or not all(file.body.blocks("build") for file in templates):
        return None
    first: dict[tuple[str, ...], Span] = {}
    # What files share most often comes last: another name says more of why they are several.
    for definitions in (_definitions, _plugins):
        for file in templates:
            for name, span in definitions(file):
                defined = first.setdefault(name, span)
                if defined.source is not span.source:
                    return Clash(defined, span)
    return None


def separate(
    target: Target, files: Sequence[TemplateFile]
) -> Iterator[tuple[Target, list[TemplateFile]]]:
    """Each template file as a target of its own, with the files that it is read with."""
    for part in split(target):
        own = [file for file in files if file.path in part.files or file.role == VAR_FILE]
        yield part, own


def separate_finding(target: Target, found: Clash, named_from: str) -> Finding:
    """Says that the files were judged one by one, at the place that made it so.

    It is a header or a name, so no secret can be in its excerpt's mark; values on the same line
    are left out.
    """
    rule = rule_of(SEPARATE_TEMPLATES)
    name = f"{BUNDLE}/{rule.name}"
    return Finding(
        rule=name,
        severity=rule.severity,
        category=rule.category,
        status="fail",
        message=f"the {len(target.files)} files of {target.shown} were judged one by one: "
        "they define the same things, and each has a build of its own",
        template=target.shown,
        path=(),
        location=_place(found.again, ""),
        related=(_place(found.first, "the first definition"),),
        impact=rule.impact,
        why=rule.why,
        recovery=rule.recovery,
        remediation=rule.remediation,
        confidence=rule.confidence,
        fingerprint=Fingerprints(named_from).of(name, target.shown, target.shown, "", ()),
    )


def _place(span: Span, label: str) -> Place:
    """The span with nothing shown of its line but itself: what follows may be a secret value."""
    source = span.source
    found = place(source, span.start, span.end, label=label)
    text = source.text[span.start : span.end].partition("\n")[0]
    line = ExcerptLine(found.start.line, text, (1, len(text) + 1))
    return Place(found.file, found.start, found.end, label, (line,))


def _definitions(file: TemplateFile) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The names of which a template has one each, with where each is defined."""
    for block in file.body.blocks():
        labels = tuple(label.value for label in block.labels)
        span = Span(file.source, block.start, block.header_end)
        match block.type:
            case "variable" | "local" if len(labels) == 1:
                yield (block.type, *labels), span
            case "source" | "data" if len(labels) == 2:
                yield (block.type, *labels), span
            case "variables" | "locals":
                for attribute in block.body.attributes().values():
                    name = (block.type.removesuffix("s"), attribute.name)
                    yield name, Span(file.source, attribute.start, attribute.name_end)
            case _:
                pass


def _plugins(file: TemplateFile) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The plugins that a file requires: Packer refuses a name that two blocks of a folder have."""
    for block in file.body.blocks("packer"):
        for plugins in block.body.blocks("required_plugins"):
            for attribute in plugins.body.attributes().values():
                span = Span(file.source, attribute.start, attribute.name_end)
                yield ("plugin", attribute.name), span

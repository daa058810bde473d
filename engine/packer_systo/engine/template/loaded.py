"""What the rest of the engine gets of a template."""

from __future__ import annotations

import msgspec

from packer_systo.engine.functions.reading import Record
from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.syntax.hcl.nodes import Body, Comment
from packer_systo.engine.template.document import TemplateDocument
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.sourcemap import SourceMap


class Dependencies(msgspec.Struct, frozen=True):
    """What the result depends on beside the inputs.

    `files` are paths that were read, or looked for in vain; `records` what functions such as
    `file()` looked at, and what they saw. `environment` are the names of variables that were asked
    for, whether they are set or not.
    """

    files: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    environment: tuple[str, ...] = ()
    keepable: bool = True
    """False when a secret is in one of the names: the result must not be kept on a disk."""


class LoadedTemplate(msgspec.Struct, frozen=True):
    """A template, ready to be judged. No secret is in it but in `texts`.

    `texts` and `comments` are by the path that reports show. `secrets` are the stretches of each
    text, as offsets, that nobody may see: every excerpt and every fix is made with them. `bodies`
    are what the HCL files without a mistake were parsed to. `scripts` are which of the texts a
    provisioner runs. `named_from` is that of the inputs.
    `was_read` is false when none of its files could be read, so that rules have nothing to judge.
    """

    document: TemplateDocument
    source_map: SourceMap
    problems: tuple[Problem, ...]
    texts: dict[str, SourceText]
    comments: dict[str, tuple[Comment, ...]]
    secrets: dict[str, list[tuple[int, int]]]
    dependencies: Dependencies
    unset_variables: tuple[str, ...] = ()
    bodies: dict[str, Body] = {}
    named_from: str = ""
    was_read: bool = True
    scripts: tuple[str, ...] = ()


def of_document(document: TemplateDocument, source: SourceText | None = None) -> LoadedTemplate:
    """A document alone, as nothing was read for it: everything is at the first character of
    `source`, or of an empty text.
    """
    text = source or SourceText(document.path, "")
    source_map = SourceMap()
    source_map.add_header((), Span(text, 0, 0))
    return LoadedTemplate(document, source_map, (), {text.path: text}, {}, {}, Dependencies())

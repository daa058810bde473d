"""The files of a template, read and parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.syntax.hcl.nodes import Body, Comment
from packer_systo.engine.syntax.json.nodes import JsonNode
from packer_systo.engine.template.problem import Problem

if TYPE_CHECKING:
    from packer_systo.engine.source.reading import NotTextError
    from packer_systo.engine.syntax.hcl.nodes import Node

TEMPLATE = "template"
VAR_FILE = "var-file"
AUTO_VAR_FILE = "auto-var-file"
INCLUDED = "included"


class TemplateFile(msgspec.Struct, frozen=True):
    """One parsed file.

    `path` opens it, `source.path` is what reports show. `format` is `hcl` or `json` (HCL's JSON
    form: strings are templates, and what is a block is known by its name only). `broken` when its
    syntax is: what was read around the mistakes is there. `lost` when nothing could be read;
    `mistakes` is where its syntax is wrong. A file of a legacy template has no body:
    its `json` is what was read, None where that is nothing.
    """

    path: str
    source: SourceText
    role: str
    format: str
    body: Body
    comments: tuple[Comment, ...] = ()
    broken: bool = False
    json: JsonNode | None = None
    lost: bool = False
    mistakes: tuple[int, ...] = ()

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)


def read_file(
    path: str, shown_as: str, role: str, problems: list[Problem], *, legacy: bool = False
) -> TemplateFile:
    """Read and parse one file; what is wrong with it goes to `problems`.

    `legacy` for the files of a legacy JSON template. A file that cannot be read gives
    an empty body and one problem; so does one that is not UTF-8, of which the rest is read.
    """
    from packer_systo.engine.errors import ReadError
    from packer_systo.engine.source.reading import NotTextError, read_text

    format = "json" if path.endswith(".json") else "hcl"
    try:
        source = read_text(path, shown_as)
    except NotTextError as error:
        return _read_around(path, error, role, format, problems, legacy=legacy)
    except ReadError as error:
        source = SourceText(shown_as, "")
        problems.append(
            Problem("unreadable-file", _sentence(error.message), Span(source, 0, 0), error.hint)
        )
        return TemplateFile(path, source, role, format, _EMPTY, broken=True, lost=True)
    if legacy:
        return parse_legacy_file(path, source, role, problems)
    return parse_file(path, source, role, format, problems)


def _read_around(
    path: str,
    error: NotTextError,
    role: str,
    format: str,
    problems: list[Problem],
    *,
    legacy: bool,
) -> TemplateFile:
    """Parse what is left of a file that is not UTF-8: all that is wrong with it is told."""
    source = error.source
    problems.extend(
        Problem("syntax-error", wrong.message, Span(source, wrong.start, wrong.end), error.hint)
        for wrong in error.wrong
    )
    found: list[Problem] = []
    if legacy:
        read = parse_legacy_file(path, source, role, found)
    else:
        read = parse_file(path, source, role, format, found)
    starts = [wrong.start for wrong in error.wrong]
    if error.whole:
        return msgspec.structs.replace(read, broken=True, mistakes=tuple(starts))
    # U+FFFD stands there in the text, and is itself wrong in code.
    said = {at for wrong in error.wrong for at in range(wrong.start, wrong.end + 1)}
    problems.extend(one for one in found if one.span is None or one.span.start not in said)
    return msgspec.structs.replace(
        read, broken=True, mistakes=tuple(sorted({*starts, *read.mistakes}))
    )


def parse_legacy_file(
    path: str, source: SourceText, role: str, problems: list[Problem]
) -> TemplateFile:
    """Parse the text of a legacy template, or of a var file of one."""
    from packer_systo.engine.syntax.json.reader import read

    parsed = read(source.text, byte_order_mark=source.byte_order_mark)
    problems.extend(
        Problem(one.code, one.message, Span(source, one.start, one.end), one.example, why=one.why)
        for one in parsed.diagnostics
    )
    broken = any(one.code != "repeated-key" for one in parsed.diagnostics)
    return TemplateFile(path, source, role, "json", _EMPTY, (), broken, parsed.root)


def parse_file(
    path: str, source: SourceText, role: str, format: str, problems: list[Problem]
) -> TemplateFile:
    """Parse a text as `read_file` does."""
    if format == "json":
        from packer_systo.engine.syntax.json import hcl_form

        parsed = hcl_form.parse(
            source.text, var_file=role != TEMPLATE, byte_order_mark=source.byte_order_mark
        )
    else:
        from packer_systo.engine.syntax.hcl import parser

        parsed = parser.parse(source.text)
    problems.extend(
        Problem(one.code, one.message, Span(source, one.start, one.end), one.example, why=one.why)
        for one in parsed.diagnostics
    )
    file = parsed.file
    return TemplateFile(
        path,
        source,
        role,
        format,
        file.body,
        file.comments,
        broken=bool(parsed.diagnostics),
        mistakes=tuple([one.start for one in parsed.diagnostics if one.code == "syntax-error"]),
    )


def given_text(text: str) -> TemplateFile:
    """A text from the command line or the environment. Its name is empty: no report shows it."""
    return TemplateFile("", SourceText("", text), VAR_FILE, "hcl", _EMPTY)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


_EMPTY = Body(0, 0, ())

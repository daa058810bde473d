"""The files of a template, read and parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.syntax.hcl.nodes import Body, Comment
from packer_systo.engine.template.problem import Problem

if TYPE_CHECKING:
    from packer_systo.engine.syntax.diagnostic import Diagnostic
    from packer_systo.engine.syntax.hcl.nodes import Node

TEMPLATE = "template"
VAR_FILE = "var-file"
AUTO_VAR_FILE = "auto-var-file"
INCLUDED = "included"


class TemplateFile(msgspec.Struct, frozen=True):
    """One parsed file.

    `path` opens it, `source.path` is what reports show. `format` is `hcl` or `json` (HCL's JSON
    form: strings are templates, and what is a block is known by its name only). `broken` when its
    syntax is: what was read before the mistakes is there.
    """

    path: str
    source: SourceText
    role: str
    format: str
    body: Body
    comments: tuple[Comment, ...] = ()
    broken: bool = False

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)


def read_file(path: str, shown_as: str, role: str, problems: list[Problem]) -> TemplateFile:
    """Read and parse one file; what is wrong with it goes to `problems`.

    A file that cannot be read or is not text gives an empty body and one problem.
    """
    from packer_systo.engine.errors import ReadError
    from packer_systo.engine.source.reading import NotTextError, read_text

    format = "json" if path.endswith(".json") else "hcl"
    try:
        source = read_text(path, shown_as)
    except NotTextError as error:
        source = SourceText(shown_as, "")
        problems.append(Problem("syntax-error", str(error), Span(source, 0, 0)))
        return TemplateFile(path, source, role, format, _EMPTY, broken=True)
    except ReadError as error:
        source = SourceText(shown_as, "")
        problems.append(Problem("unreadable-file", error.message, Span(source, 0, 0)))
        return TemplateFile(path, source, role, format, _EMPTY, broken=True)
    return parse_file(path, source, role, format, problems)


def parse_file(
    path: str, source: SourceText, role: str, format: str, problems: list[Problem]
) -> TemplateFile:
    """Parse a text as `read_file` does."""
    comments: tuple[Comment, ...] = ()
    diagnostics: list[Diagnostic]
    if format == "json":
        from packer_systo.engine.syntax.json.hcl_form import to_body

        from packer_systo.engine.syntax.json.reader import read

        parsed = read(source.text)
        diagnostics = list(parsed.diagnostics)
        body = _EMPTY
        if parsed.root is not None:
            body, more = to_body(parsed.root, source.text)
            diagnostics.extend(more)
    else:
        from packer_systo.engine.syntax.hcl.parser import parse

        read_hcl = parse(source.text)
        body = read_hcl.file.body
        comments = read_hcl.file.comments
        diagnostics = list(read_hcl.diagnostics)
    problems.extend(
        Problem(one.code, one.message, Span(source, one.start, one.end), one.example)
        for one in diagnostics
    )
    return TemplateFile(path, source, role, format, body, comments, bool(diagnostics))


def given_text(text: str) -> TemplateFile:
    """A text from the command line or the environment. Its name is empty: no report shows it."""
    return TemplateFile("", SourceText("", text), VAR_FILE, "hcl", _EMPTY)


_EMPTY = Body(0, 0, ())

"""The HCL2 parser: text in, syntax tree and diagnostics out.

It accepts what HashiCorp's parser accepts (hclsyntax 2.25): a text is valid exactly when there is
no diagnostic. After a mistake it goes on, and reports every mistake of the text.
"""

from __future__ import annotations

import msgspec

from packer_systo.engine.syntax.diagnostic import Diagnostic
from packer_systo.engine.syntax.hcl.bodies import TOP, BodyReader
from packer_systo.engine.syntax.hcl.height import MAX_HEIGHT, beyond, may_be_high
from packer_systo.engine.syntax.hcl.mistakes import Mistake, too_deep
from packer_systo.engine.syntax.hcl.nodes import (
    Body,
    Comment,
    Expression,
    File,
    Invalid,
    Node,
    Template,
)
from packer_systo.engine.syntax.hcl.scanner import MAX_MISTAKES, TooManyMistakes
from packer_systo.engine.syntax.hcl.tokens import END


class Parsed(msgspec.Struct, frozen=True):
    """A file's tree, and what is wrong with it, in the order of the text."""

    file: File
    diagnostics: list[Diagnostic]


def parse(text: str) -> Parsed:
    """Read a body: a `.pkr.hcl` or `.pkrvars.hcl` file."""
    reader = BodyReader(text)
    try:
        body = reader.body(TOP)
    except TooManyMistakes:
        body = Body(0, len(text), ())
        _say_too_many(reader)
    if may_be_high(reader.deepest, reader.longest):
        items = tuple(item for item in body.items if not _too_high(reader, item))
        body = Body(body.start, body.end, items)
    return Parsed(File(body, _comments(reader)), _sorted(reader.diagnostics))


def parse_template(text: str) -> tuple[Template, list[Diagnostic]]:
    """Read a text that is a template as a whole, such as `templatefile` reads."""
    reader = BodyReader(text)
    nothing = Template(0, len(text), ())
    try:
        template = reader.bare()
    except Mistake:
        template = nothing
    except TooManyMistakes:
        template = nothing
        _say_too_many(reader)
    if may_be_high(reader.deepest, reader.longest) and _too_high(reader, template):
        template = nothing
    return template, _sorted(reader.diagnostics)


def parse_expression(text: str) -> tuple[Expression, list[Diagnostic]]:
    """Read one expression; line breaks do not count."""
    reader = BodyReader(text)
    reader.newlines = False
    nothing = Invalid(0, len(text))
    try:
        reader.advance()
        expression = reader.expression()
        if reader.kind is not END:
            reader.report(
                Mistake(
                    reader.start,
                    reader.end,
                    "An operator is missing before this, or it does not belong to the expression.",
                    "var.first + var.second",
                )
            )
    except Mistake as mistake:
        reader.report(mistake)
        expression = nothing
    except TooManyMistakes:
        expression = nothing
        _say_too_many(reader)
    if may_be_high(reader.deepest, reader.longest) and _too_high(reader, expression):
        expression = nothing
    return expression, _sorted(reader.diagnostics)


def _say_too_many(reader: BodyReader) -> None:
    """Say where the telling ends, unless what was reached are consequences of a few mistakes."""
    if len(reader.diagnostics) < MAX_MISTAKES // 2:
        return
    reader.diagnostics.append(
        Diagnostic(
            reader.start,
            reader.end,
            f"There are more than {MAX_MISTAKES:,} mistakes; those from here on are not told.",
            "Mend those before this place, and check again.",
        )
    )


def _too_high(reader: BodyReader, node: Node) -> bool:
    """Is the tree too high to be walked? It is then reported, and not kept."""
    deep = beyond(node)
    if deep is None:
        return False
    mistake = too_deep(deep.start, deep.end, MAX_HEIGHT)
    reader.diagnostics.append(
        Diagnostic(mistake.start, mistake.end, mistake.message, mistake.example, why=mistake.why)
    )
    return True


def _comments(reader: BodyReader) -> tuple[Comment, ...]:
    """The comments in order; after a mistake, a stretch may have been read twice."""
    if reader.diagnostics:
        return tuple(sorted(set(reader.comments), key=lambda comment: comment.start))
    return tuple(reader.comments)


def _sorted(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.start, diagnostic.end))

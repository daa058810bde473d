"""Reading the header of a block: its type, its labels, its opening brace."""

from __future__ import annotations

import msgspec

from packer_systo.engine.syntax.hcl.expressions import ExpressionReader
from packer_systo.engine.syntax.hcl.mistakes import Mistake, odd_mark
from packer_systo.engine.syntax.hcl.nodes import Label, TemplateText
from packer_systo.engine.syntax.hcl.patterns import (
    BLANK_LINES,
    BODY_LINE,
    INDENTATION,
    ITEM_LINE,
    NEXT_LINE,
    PLAIN_STRING,
)
from packer_systo.engine.syntax.hcl.tokens import BRACKETS, END, NAME

EXAMPLE = 'name = "value"\n\nblock "label" {\n  name = "value"\n}'


class Header(msgspec.Struct, gc=False):
    """What stands before a block's body. `end` is after the last label, `brace` at the `{`."""

    start: int
    type: str
    type_end: int
    labels: list[Label]
    end: int
    brace: int


class HeaderReader(ExpressionReader):
    """Reads headers, and finds the brace where it is not in its place."""

    __slots__ = ()

    def common_header(self, start: int, type_: str, brace_end: int) -> Header:
        """A header of plain labels in quotes, with the `{` at the end of its line."""
        text = self.text
        type_end = end = start + len(type_)
        labels: list[Label] = []
        brace = text.rindex("{", type_end, brace_end)
        at = text.find('"', type_end, brace)
        while at >= 0:
            match = PLAIN_STRING(text, at)
            assert match is not None
            end = match.end()
            labels.append(Label(at, end, match[1]))
            at = text.find('"', end, brace)
        return Header(start, type_, type_end, labels, end, brace)

    def header(self, start: int, type_end: int, *, likely: bool, silent: bool) -> Header | None:
        """The rest of a header after its type, by tokens; the current token is then the `{`.

        None, with a report, where there is none. `likely` when a block is likely here at all;
        `silent` when a mistake would be the consequence of one before it.
        """
        labels: list[Label] = []
        end = type_end
        while self.kind is NAME or self.kind == '"':
            if self.kind is NAME:
                end = self.end
                labels.append(Label(self.start, end, self.text[self.start : end]))
                self.advance()
                continue
            try:
                labels.append(self._label())
            except Mistake as mistake:
                self.loose = start
                self.resynchronise(mistake)
                return None
            end = labels[-1].end
        if self.kind != "{" and not self._brace_ahead(start, labels, likely=likely, silent=silent):
            self.loose = start
            return None
        return Header(start, self.text[start:type_end], type_end, labels, end, self.start)

    def _label(self) -> Label:
        template = self.quoted()
        value = ""
        for part in template.parts:
            if isinstance(part, TemplateText):
                value += part.value
            else:
                self.report(
                    Mistake(
                        part.start,
                        part.start + 2,
                        "The label of a block cannot hold ${ } or %{ }: it is fixed text.",
                        'source "qemu" "debian" {\n}',
                    )
                )
                value += "…"
        return Label(template.start, template.end, value)

    def _brace_ahead(self, start: int, labels: list[Label], *, likely: bool, silent: bool) -> bool:
        """The `{` of a block's header is not where it should be: report it.

        True when reading can go on as if it were: it is then the current token, or assumed there.
        """
        kind = self.kind
        text = self.text
        at, end = self.start, self.end
        message, example = odd_mark(kind, text[at : at + 12])
        if not message:
            message, example = _expected(kind, labelled=bool(labels)), EXAMPLE
        mistake = Mistake(at, end, message, example, silent=silent or self.latest >= start)
        brace = self.brace_at_line_end()
        if brace >= at:
            self.report(mistake)
            self.start, self.end = brace, brace + 1
            return True
        if (kind in BRACKETS and labels) or (
            kind in {"[", "("} and likely and self._opens_body(end)
        ):
            # Most often this is the brace, mistyped.
            self.report(mistake)
            return True
        if kind == "=" and labels and likely:
            brace = INDENTATION(text, end).end()
            if text.startswith("{", brace) and self._opens_body(brace + 1):
                self.report(mistake)
                self.start, self.end = brace, brace + 1
                return True
        if kind == "\n":
            self.report(mistake)
            self.advance()
            if self.kind == "{":
                return True
            deeper = self.indentation(self.start) > self.indentation(start)
            if self.kind is not END and deeper and likely and BODY_LINE(text, self.start):
                # The lines after it are its body: only the brace is missing.
                self.start = self.end = at
                return True
            if self.kind == "=" and deeper:
                self.end = at + 1
                self.resynchronise(Mistake(at, end, "", silent=True))
                return False
            self.end = at
            self.advance()
            return False
        self.resynchronise(mistake)
        return False

    def _opens_body(self, position: int) -> bool:
        """Does the line end here, and a closing brace follow, or an item, be it broken?"""
        text = self.text
        line_end = INDENTATION(text, position).end()
        if not text.startswith("\n", line_end):
            return False
        next_line = BLANK_LINES(text, line_end).end()
        if ITEM_LINE(text, next_line):
            return True
        item = INDENTATION(text, next_line).end()
        deeper = item - next_line > self.indentation(position)
        return deeper and BODY_LINE(text, item) is not None

    def brace_at_line_end(self) -> int:
        """The `{` with which the item's line ends, if it looks like a block's; else -1.

        Then it is no value, and an item or a closing brace follows.
        """
        text = self.text
        line_end = text.find("\n", self.item)
        if line_end < 0 or not ITEM_LINE(text, NEXT_LINE(text, line_end).start(1)):
            return -1
        line = text[self.item : line_end].rstrip()
        before = line[:-1].rstrip()
        if line.endswith("{") and before and before[-1] not in "=:,([{":
            return self.item + len(line) - 1
        return -1


def _expected(kind: str, *, labelled: bool) -> str:
    """What to say when neither the = of a setting nor the header of a block goes on here."""
    if kind in ("\n", END):
        if labelled:
            return (
                "The { of this block is missing; it has to stand on the same line. A setting needs "
                "an = after its name."
            )
        return (
            "Neither a value nor a block follows this name: a setting needs = and a value, a block "
            "{ on the same line."
        )
    if kind == "=":
        return "An = follows labels: a setting has a name without labels, a block no =."
    if kind == ":":
        return "A setting is written with =, not with a colon."
    if kind == ".":
        return "The name of a setting or block cannot hold a dot."
    if kind == "==":
        return "A setting takes one =; == is a comparison."
    if kind == "[":
        return "A setting cannot be set by parts: give the whole list or object after =."
    if labelled:
        return "A label in quotes or the { of this block is expected here."
    return "An = with a value, or the { of a block, is expected after this name."

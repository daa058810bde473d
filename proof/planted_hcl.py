"""The kinds of mistakes that are planted into HCL, and where a valid text has room for them."""

from __future__ import annotations

from typing import Final

from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Body,
    ObjectExpression,
    Template,
    TupleExpression,
)
from packer_systo.engine.syntax.hcl.parser import parse
from planting import Lines, Site, same

VALUES: Final = {
    "no value": ("", 1),
    "no = and no value": (None, 1),
    "single quotes": ("'value'", 1),
    "typographic quotes": ("\u201cvalue\u201d", 1),
    "backquotes": ("`value`", 1),
    "string not closed": ('"value', 1),
    "unknown escape": ('"a\\q"', 1),
    "two unknown escapes": ('"a\\q \\z"', 2),
    "empty sequence": ('"a ${} b"', 1),
    "two broken sequences": ('"${ } and ${ 1 + }"', 2),
    "shell expansion in a sequence": ('"${HOME:-/root}/x"', 1),
    "three mistakes in a string": ('"\\q ${var.} b ${1 2}"', 3),
    "directive not closed": ('"a %{ if true } b"', 1),
    "unknown directive": ('"date +%{ Y } x"', 1),
    "dollar before a name": ("$name", 1),
    "sequence without quotes": ("${var.name}", 1),
    "no operator": ("1 2", 1),
    "no operand": ("1 +", 1),
    "two operators": ("1 * / 2", 1),
    "two =": ("= 1", 1),
    "no number": ("1.2.3", 1),
    "semicolon": ("1;", 1),
    "comma after a setting": ("1,", 1),
    "no comma in a list": ("[1 2]", 1),
    "two commas missing in a list": ("[1 2, 3 4]", 2),
    "commas missing in a row": ("[1 2 3]", 2),
    "comma too many in a list": ("[1,, 2]", 1),
    "quotes and commas wrong in a list": ("['a', 2 3, 4]", 2),
    "no = in an object": ("{ a 1 }", 1),
    "two = missing in an object": ("{ a : 1, b 2, c 3 }", 2),
    "no value in an object": ("{ a = , b = 2 }", 1),
    "no comma in a call": ("min(1 2)", 1),
    "two commas missing in a call": ("min(1 2, 3 4)", 2),
    "no value in a call": ("min(1, , 2)", 1),
    "mistakes in nested calls": ("max(min(1 2), min(3 4))", 2),
    "mistakes in nested brackets": ("{ a = [1 2], b = min(3 4) }", 2),
    "no in after for": ("[for x y : x]", 1),
    "no colon in for": ("[for x in y x]", 1),
    "two mistakes in a for": ("[for x in [1 2] : min(3 4)]", 2),
    "mistake in parentheses": ("(1 2)", 1),
    "two mistakes in parentheses": ("(1 +) * (3 4)", 2),
    "two mistakes in indexes": ("a[1 2] + b[3 4]", 2),
    "no name after a dot": ("var.", 1),
    "no : after ?": ('true ? 1 2', 1),
}  # fmt: skip
"""What is put in place of a setting's value, with the number of mistakes in it."""

OPEN: Final = {
    "list not closed": "[1, 2",
    "call not closed": "min(1, 2",
    "parenthesis not closed": "(1 + 2",
    "object not closed": "{ a = 1",
}
"""Values whose end is missed before the next line at the latest."""

HEREDOC: Final = "<<EOT\nfirst ${} and ${1 +}\n${HOME:-/root}\nlast\nEOT"
QUOTED_MARKER: Final = '<<"EOT"\nfirst line\nx = [\nEOT'

LINES: Final = {
    "stray )": (")", 1),
    "stray ]": ("]", 1),
    "garbage": ("!!! ???", 1),
    "names alone": ("alpha\nbeta\ngamma", 3),
    "list after a name": ("alpha [1, 2]", 1),
    "setting with a colon": ("alpha : 1", 1),
    "setting with ==": ("alpha == 1", 1),
    "setting with quotes": ('"alpha" = 1', 1),
    "setting with a dot": ("alpha.beta = 1", 1),
    "setting by parts": ("alpha[0] = 1", 1),
    "block on one line with two settings": ("alpha { a = 1, b = 2 }", 1),
    "block on one line with a mistake": ("alpha { a = [1 2] }", 1),
    "block in quotes": ('"alpha" {\n}', 1),
    "block in quotes with mistakes": ('"alpha" "b" {\n  a = [1 2]\n  b : 1\n}', 3),
    "block without a type": ("{\n  a = 1\n}", 1),
    "comment not of HCL": ("-- a comment", 1),
    "label with a sequence": ('alpha "${var.x}" {\n}', 1),
}  # fmt: skip
"""Lines that are put before a setting or block: each mistake stands on a line of its own."""


def sites(text: str) -> list[Site]:
    """All sites of a valid text."""
    body = parse(text).file.body
    found: list[Site] = []
    _add_body(text, body, found, top=True)
    return found


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _alone(text: str, start: int, end: int) -> bool:
    """Does nothing else stand on the lines from `start` to `end`?"""
    line_end = text.find("\n", end)
    after = text[end : len(text) if line_end < 0 else line_end]
    return text[_line_start(text, start) : start].strip() == "" and after.strip() == ""


def _add_body(text: str, body: Body, found: list[Site], *, top: bool) -> None:
    for item in body.items:
        if not _alone(text, item.start, item.end):
            continue
        _add_lines(text, item.start, found, top=top)
        if isinstance(item, Attribute):
            _add_setting(text, item, found)
        else:
            _add_block(text, item, found)


def _add_lines(text: str, at: int, found: list[Site], *, top: bool) -> None:
    start = _line_start(text, at)
    margin = text[start:at]
    for kind, (put, count) in LINES.items():
        lines = [margin + line for line in put.split("\n")]
        found.append(Site(kind, start, start, "\n".join([*lines, ""]), tuple(_own_lines(count))))
    if top:
        found.append(Site("stray }", start, start, "}\n", same()))


def _own_lines(count: int) -> list[Lines]:
    return [Lines(number, number) for number in range(count)]


def _add_setting(text: str, item: Attribute, found: list[Site]) -> None:
    value = item.expression
    start, end = value.start, value.end
    name = text[item.start : item.name_end]
    margin = text[_line_start(text, item.start) : item.start]
    if "\n" not in text[start:end]:
        for kind, (put, count) in VALUES.items():
            if put is None:
                found.append(Site(kind, item.name_end, end, "", same()))
            else:
                found.append(Site(kind, start, end, put, same(times=count)))
        for kind, put in OPEN.items():
            found.append(Site(kind, start, end, put, (Lines(0, _next_line(text, end)),)))
        found.append(Site("set twice", end, end, f"\n{margin}{name} = 1", same(1)))
        told = (*same(1, 2), *same(2))
        found.append(Site("mistakes in a heredoc", start, end, HEREDOC, told))
        found.append(Site("heredoc marker in quotes", start, end, QUOTED_MARKER, same()))
    elif isinstance(value, TupleExpression):
        for first, second in zip(value.items, value.items[1:], strict=False):
            if isinstance(first, Template) and first.heredoc:
                continue
            comma = text.find(",", first.end, second.start)
            if text[first.end : comma].strip() == "":
                below = text.count("\n", comma, second.start)
                found.append(
                    Site("no comma between lines", comma, comma + 1, "", (Lines(0, below),))
                )
                found.append(Site("comma too many between lines", comma, comma, ",", same()))
        if not value.items or "\n" in text[value.items[-1].end : end]:
            found.append(
                Site(
                    "list of several lines not closed",
                    end - 1,
                    end,
                    "",
                    (Lines(-text.count("\n", start, end), _next_line(text, end)),),
                )
            )
    elif isinstance(value, ObjectExpression):
        for entry in value.items:
            if "\n" in text[entry.start : entry.end] or not _alone(text, entry.start, entry.end):
                continue
            at = entry.key.end
            between = text[at : entry.value.start]
            found.append(Site("no = in a line of an object", at, entry.value.start, " ", same()))
            if "=" in between:
                found.append(Site("== in an object", at, entry.value.start, " == ", same()))
            found.append(
                Site("no value in a line of an object", entry.value.start, entry.end, "", same())
            )
            found.append(
                Site(
                    "two mistakes in a line of an object",
                    entry.value.start,
                    entry.end,
                    "[1 2, 3 4]",
                    same(times=2),
                )
            )


def _next_line(text: str, end: int) -> int:
    """How many lines below `end` the next one is that is not blank."""
    rest = text[end:]
    return rest[: len(rest) - len(rest.lstrip())].count("\n")


def _add_block(text: str, item: Block, found: list[Site]) -> None:
    brace = text.find("{", item.header_end, item.end)
    if "\n" not in text[brace : item.end]:
        return
    if text[brace + 1 : text.find("\n", brace)].strip() == "":
        found.append(Site("no { after a header", item.header_end, brace + 1, "", same()))
        found.append(Site("[ in place of {", brace, brace + 1, "[", same()))
        found.append(
            Site("= in a header", item.header_end, brace, " = ", same())
        ) if item.labels else None
    if text[_line_start(text, item.end) : item.end].strip() == "}":
        above = text.count("\n", brace, item.end)
        found.append(
            Site(
                "block not closed",
                item.end - 1,
                item.end,
                "",
                (Lines(-above, _next_line(text, item.end)),),
            )
        )
    _add_body(text, item.body, found, top=False)

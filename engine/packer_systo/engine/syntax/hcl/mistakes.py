"""What to say of a mistake: what was expected, in words, and how it would be right.

No message or example shows text of the template but punctuation, keywords, and the names of
settings and blocks: a mistake often sits beside a secret.
"""

from __future__ import annotations

from typing import Final

from packer_systo.engine.syntax.diagnostic import BEYOND_A_BOUND
from packer_systo.engine.syntax.hcl.tokens import END, HEREDOC, NAME, OTHER

_OPERATORS: Final = frozenset("+*/%<>?:") | {"==", "!=", "<=", ">=", "&&", "||", "=>", "::", "..."}


class Mistake(Exception):  # noqa: N818 - a mistake of the text, not an error of the program
    """The text is wrong here; whoever can go on from there catches it.

    `opener` is the offset of the mark that was never closed, if that is the mistake. `silent`
    when it was reported already, further in, and only the reading has to be put right. `vague` when
    it is not clear how the rest of its line is meant. `why` is `Diagnostic.why`.
    """

    def __init__(
        self,
        start: int,
        end: int,
        message: str,
        example: str = "",
        *,
        opener: int = -1,
        silent: bool = False,
        vague: bool = False,
        why: str = "",
    ) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.message = message
        self.example = example
        self.opener = opener
        self.silent = silent
        self.vague = vague
        self.why = why


def odd_mark(kind: str, text: str) -> tuple[str, str]:
    """Message and example for a token that HCL does not have, ("", "") for one that it has.

    `text` is what starts at the token.
    """
    if kind == "'":
        return (
            "Single quotes do not make a string in HCL; use double quotes.",
            'name = "value"',
        )
    if kind == "`":
        return (
            "Backquotes do not make a string in HCL; use double quotes, or <<EOT for several lines.",
            "script = <<EOT\necho hello\nEOT",
        )
    if kind == ";":
        return (
            "HCL has no semicolons: each setting stands on a line of its own.",
            "cpus   = 2\nmemory = 2048",
        )
    if kind in {"&", "|", "^", "~", "~}"}:
        return (
            "HCL has no operators on bits. And is written &&, or is ||, not is !.",
            "var.debug && !var.quiet",
        )
    if kind != OTHER:
        return "", ""
    if text.startswith("/*"):
        return "This comment is never closed: its */ is missing.", "/* a comment */"
    if text.startswith(("${", "%{")):
        return (
            (
                f"{text[:2]} … }} works within quotes only. Write the expression alone, or put quotes "
                "around it."
            ),
            "name = var.name",
        )
    character = text[:1]
    if character == "$":
        return "Names are written without a $.", "name = var.name"
    if character in "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb":
        return (
            (
                "This is a typographic quotation mark, as word processors write it. Use a straight "
                'double quote: ".'
            ),
            'name = "value"',
        )
    if character in "\u00a0\u2007\u202f\u2002\u2003\u2009\u3000\u200b":
        return (
            (
                "This looks like a space but is another character, often copied from a web page. "
                "Type a plain space instead."
            ),
            "",
        )
    if character == "\ufeff":
        return "There is a byte order mark here, which may only be at a file's very start.", ""
    if character == "\r":
        return (
            (
                "There is a carriage return without a line feed here. Save the file with line breaks "
                "of one kind, LF or CRLF."
            ),
            "",
        )
    if character == "@":
        return "@ means nothing here. A text with @ in it needs quotes.", 'name = "user@host"'
    if character == "\\":
        return "A backslash means something within quotes only.", 'path = "C:\\\\Windows"'
    return f"The character U+{ord(character):04X} is not part of HCL.", ""


def no_value(kind: str, start: int, end: int, text: str) -> Mistake:
    """A value was expected; `text` is what starts at the token that is there instead."""
    message, example = odd_mark(kind, text)
    if not message:
        example = 'name = "value"'
        if kind == END:
            message = "The file ends where a value is expected."
        elif kind == "\n":
            message = "A value is missing here. It has to start on the same line."
        elif kind == "=":
            message = "There is an = too many here. A setting takes one =, a comparison is ==."
            example = "enabled = var.count == 1"
        elif kind == ",":
            message = "A value is missing before this comma."
            example = '["first", "second"]'
        elif kind in {"]", ")", "}"}:
            message = f"A value is missing before this {kind}."
        elif kind == "." and text[1:2].isdecimal():
            message = "A number needs a digit before its dot."
            example = "timeout = 0.5"
        elif kind in _OPERATORS:
            message = f"A value is missing before this {kind}."
            example = "var.first + var.second"
        else:
            message = f"A value is missing here; {kind} does not start one."
    return Mistake(start, end, message, example)


def not_ended(what: str, kind: str, start: int, end: int, text: str) -> Mistake:
    """Something follows a setting or a block on its line; `what` is the setting or block."""
    message, example = odd_mark(kind, text)
    if not message:
        example = "cpus   = 2\nmemory = 2048"
        if kind == ",":
            message = (
                "There is a comma after this setting. Only the items of lists, objects and calls "
                "take commas; settings stand on lines of their own."
                if what == "setting"
                else "There is a comma after this block. Blocks take none."
            )
        elif kind == "=":
            message = "There is an = too many here. A setting takes one =, a comparison is ==."
            example = "enabled = var.count == 1"
        elif kind == NAME:
            message = (
                f"A line break is missing before this: a {what} ends with its line. If this "
                "belongs to the value, an operator or quotes are missing."
            )
        elif kind in {"]", ")"}:
            message = f"This {kind} closes nothing: there is no open bracket before it."
            example = '["first", "second"]'
        elif kind == "}":
            message = f"A line break is missing before this }}: a {what} ends with its line."
            example = "source {\n  cpus = 2\n}"
        elif kind in {'"', HEREDOC}:
            message = (
                f"A line break or an operator is missing before this text: a {what} ends here."
            )
            example = 'name = "first ${var.second}"'
        else:
            message = f"A line break is missing here: a {what} ends with its line."
    return Mistake(start, end, message, example)


def no_item(kind: str, start: int, end: int, text: str) -> Mistake:
    """A setting or a block was expected in a body."""
    message, example = odd_mark(kind, text)
    if not message:
        example = 'name = "value"\n\nblock "label" {\n  name = "value"\n}'
        if kind == '"':
            message = "The names of settings and blocks are written without quotes."
        elif kind == "}":
            message = "This } closes nothing: no block is open here."
        elif kind in {"]", ")"}:
            message = f"This {kind} closes nothing: there is no open bracket before it."
        elif kind == "{":
            message = "This { belongs to nothing: a block's type has to stand before it."
        elif kind == "=":
            message = "The name of a setting is missing before this =."
        elif kind == ",":
            message = "There is a comma too many here: settings and blocks take none."
        else:
            message = "A setting (name = value) or a block (type { … }) is expected here."
    return Mistake(start, end, message, example)


def too_deep(start: int, end: int, limit: int) -> Mistake:
    return Mistake(
        start,
        end,
        f"This is nested too deeply: packer-systo reads at most {limit} levels.",
        "locals {\n  inner = …\n}\n\nouter = local.inner",
        why=BEYOND_A_BOUND,
    )


def too_long(start: int, end: int, limit: int) -> Mistake:
    return Mistake(
        start,
        end,
        f"This expression is too long: packer-systo reads at most {limit} operators or steps in a row.",
        "locals {\n  part = …\n}\n\nwhole = local.part + …",
        why=BEYOND_A_BOUND,
    )

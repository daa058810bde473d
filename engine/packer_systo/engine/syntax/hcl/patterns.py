"""The compiled patterns of the HCL reader.

All quantifiers that could give characters back are possessive, so that no text makes a pattern
slow: each is linear in what it looks at. Names here are ASCII; `wide` patterns take any character
above ASCII along, and the scanner then asks `identifiers` how much of it is a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    # A pattern that matches any text; an empty match or no group says "nothing of that here".
    Always = Callable[[str, int], re.Match[str]]
    Sometimes = Callable[[str, int], re.Match[str] | None]


def _later(pattern: str, flags: int = 0) -> Sometimes:
    """For what many files have no use for: compiled when first asked, since a start waits for it."""
    compiled: Sometimes | None = None

    def match(text: str, at: int) -> re.Match[str] | None:
        nonlocal compiled
        if compiled is None:
            compiled = re.compile(pattern, flags).match
        return compiled(text, at)

    return match


_NAME = r"[A-Za-z_][A-Za-z0-9_-]*+"
# Longer paths are rare, and take the way that looks at their length.
_PATH = rf"(?!(?:true|false|null)(?![A-Za-z0-9_-])){_NAME}(?:\.{_NAME}){{0,20}}+"
# Said by what they are not: `re` takes 4 ms to compile a range up to U+10FFFF, and this is in many.
_WIDE_START = "[^\x00-@\\[-\\^`{-\x7f]"
_WIDE_PART = "[^\x00-,./:-@\\[-\\^`{-\x7f]"
_WIDE_NAME = f"{_WIDE_START}{_WIDE_PART}*+"
_PLAIN = r'[^"\\$%\r\n]*+'
_BREAK = r"(?=\r?\n|\Z)"
# A comment is read to the line break, which is a token of its own.
_LINE_COMMENT = r"(?:\#|//)[^\r\n]*+(?:\r(?!\n)[^\r\n]*+)*+"

# One token of code: what `lastindex` says is named in `scanner`.
TOKEN = cast(
    "Always",
    re.compile(
        rf"""[ \t]*+(?:
        ({_WIDE_NAME})
        |(==|!=|<=|>=|=>|&&|\|\||\.\.\.|::|~\}}
          |[\]\[{{}}().,*%+\-=>!?:"&|~^;`']|/(?![/*])|<(?!<-?+{_WIDE_NAME}\r?\n))
        |(\r?\n)
        |([0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
        |({_LINE_COMMENT})
        |<<(-?+)({_WIDE_NAME})\r?\n
        |(/\*)
        |(\Z)
        |(.)
        )""",
        re.VERBOSE | re.DOTALL,
    ).match,
)
NAMED, MARK, BREAK, DIGITS, COMMENT, MARKER, LONG_COMMENT, FINISH, OTHER = (
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    9,
    10,
)

# One item of a body in its most common forms, after blank lines.
ITEM = cast(
    "Always",
    re.compile(
        rf"""(?:[ \t\n]++|\r\n)*+(?:
        ({_NAME})[ \t]*+(?:
            =(?![=>])[ \t]*+(?:
                "({_PLAIN})"[ \t]*+{_BREAK}
                |({_PATH})[ \t]*+{_BREAK}
                |(true|false)[ \t]*+{_BREAK}
                |([0-9]++(?:\.[0-9]++)?+)[ \t]*+{_BREAK}
                |()
            )
            |((?:"{_PLAIN}"[ \t]*+)*+)\{{[ \t]*+(?=\r?\n)
            |()
        )
        |({_LINE_COMMENT})
        |(\}})
        |(\Z)
        |()
        )""",
        re.VERBOSE,
    ).match,
)
(
    ITEM_NAME,
    ITEM_STRING,
    ITEM_PATH,
    ITEM_BOOL,
    ITEM_NUMBER,
    ITEM_VALUE,
    ITEM_BLOCK,
    ITEM_OTHER,
    ITEM_COMMENT,
    ITEM_CLOSE,
    ITEM_END,
) = range(1, 12)
ITEM_STARTS = frozenset((ITEM_STRING, ITEM_PATH, ITEM_BOOL, ITEM_NUMBER, ITEM_VALUE, ITEM_BLOCK))

PLAIN_STRING = cast("Sometimes", re.compile(rf'"({_PLAIN})"').match)
# A plain string and the comma after it, within a list.
LISTED_STRING = cast("Sometimes", re.compile(rf'[ \t\n]*+"({_PLAIN})"[ \t\n]*+,').match)
# `name.name` after the first name of a path.
STEPS = cast("Sometimes", re.compile(rf"(?:\.{_WIDE_NAME})++").match)
# `${name.name}` and nothing else.
PATH_INTERPOLATION = _later(rf"\$\{{[ \t]*+({_PATH})[ \t]*+\}}")
# Is there `for` after the `{` of an object, whatever line it stands on, or `/*` that may hide one?
FOR_AHEAD = _later(rf"(?:[ \t\n]++|\r\n|{_LINE_COMMENT})*+(?:(for)(?!{_WIDE_PART})|/\*)")

# Literal text of a quoted string up to its end, a template sequence or a mistake.
QUOTED_TEXT = cast(
    "Always",
    _later(
        r"""(?:
        [^"\\$%\r\n]++
        |\\(?:["\\nrt]
            |u(?![dD][89a-fA-F])[0-9a-fA-F]{4}
            |U(?:0000(?![dD][89a-fA-F])|000[1-9a-fA-F]|0010)[0-9a-fA-F]{4})
        |\$\$++\{?+|\$(?!\{)
        |%%++\{?+|%(?!\{)
        )*+""",
        re.VERBOSE,
    ),
)
ESCAPE = re.compile(
    r'\\(?:["\\nrt]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{',
)
# The start of a template sequence: `${` or `%{` that is not doubled.
SEQUENCE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{").search
# `<<` with what people write after it by mistake: `<<"EOT"`, `<<~EOT`, `<< EOT`, `<<EOT text`.
BAD_INTRODUCER = cast(
    "Always", _later(rf"<<([-~]?+)([ \t]*+)([\"']?+)({_WIDE_NAME})?+[^\n]*+(\n?+)")
)
# The keyword of a `%{ … }`.
DIRECTIVE = _later(r"%\{~?[ \t\r\n]*+(if|for|else|endif|endfor)(?![A-Za-z0-9_-])")
LONE_RETURN = re.compile(r"\r(?!\n)").search

# Where recovery can go on

_LABELS = rf'(?:[ \t]*+(?:"[^"\n]*+"|{_WIDE_NAME}))*+'
# A line that starts a setting or a block, or closes one.
ITEM_LINE = _later(rf"([ \t]*+)(?:{_WIDE_NAME}[ \t]*+(?:=(?![=>])|{_LABELS}[ \t]*+\{{)|\}})")
BLOCK_LINE = _later(rf"{_WIDE_NAME}{_LABELS}[ \t]*+\{{[ \t]*+(?:\r?\n|\Z|\#|//)")
SETTING = _later(rf"{_WIDE_NAME}[ \t]*+=(?![=>])")
OBJECT_ITEM = _later(rf'(?:{_WIDE_NAME}|"[^"\n]*+")[ \t]*+[=:](?![=>:])')
# The same with what is put between them by mistake, or with nothing.
OBJECT_LINE = _later(rf'(?:{_WIDE_NAME}|"[^"\n]*+")[ \t]*+(?:[=:]|["\[{{(0-9A-Za-z])')
# A line that was clearly to be a setting, however it is broken: `a : 1`, `a == 1`, `a b = 1`, `a += 1`,
# `a.b = 1`, `a[0] = 1`.
MEANT_AS_ITEM = _later(
    rf'(?:{_WIDE_NAME}(?:[ \t]++{_WIDE_NAME}|\.{_WIDE_NAME}|\[[^\]\n]*+\])?+|"[^"\n]*+")[ \t]*+[-+*/%&|^]?+[=:](?!:)'
)
# A line that may have been meant as one: a name, and nothing or the start of a value after it.
MAYBE_ITEM = _later(rf'{_WIDE_NAME}[ \t]*+(?:\r?\n|\Z|["\[(.])')
# What was meant as an item, but for the quotes around its name: group 1 is its = or its {.
QUOTED_ITEM = _later(
    rf'"[^"\n]*+"(?:[ \t]*+(=)(?![=>])|{_LABELS}[ \t]*+(\{{)[ \t]*+(?:\r?\n|\Z|\#|//))'
)
# What may be an item of a body below a broken header.
BODY_LINE = _later(
    rf"""(?:{_WIDE_NAME}[ \t]*+(?:\r?\n|\Z|["'\[(.={{:])|"[^"\n]*+"{_LABELS}[ \t]*+[={{])"""
)
# From a line break on: lines without anything but comments.
BLANK_LINES = cast("Always", _later(rf"\n(?:[ \t]*+(?:{_LINE_COMMENT}|\r?\n))*+"))
INDENTATION = cast("Always", re.compile(r"[ \t]*+").match)
# Tokens in rough: enough to count brackets and to step over strings, heredocs and comments.
ROUGH = cast(
    "Always",
    _later(
        rf"""
        ([^\n"()\[\]{{}},<\#/]++)
        |("(?:[^"\\\n]++|\\[^\n])*+"?)
        |(\n)
        |([(\[{{])
        |([)\]}}])
        |(,)
        |<<-?+({_WIDE_NAME})\r?\n
        |({_LINE_COMMENT})
        |(/\*)
        |(.)
        """,
        re.VERBOSE,
    ),
)
(
    ROUGH_BREAK,
    ROUGH_OPENING,
    ROUGH_CLOSING,
    ROUGH_COMMA,
    ROUGH_HEREDOC,
    ROUGH_COMMENT,
    ROUGH_LONG_COMMENT,
) = range(3, 10)
# The next line that is not blank closes something.
CLOSING_LINE = _later(r"(?:[ \t]*+\r?\n)++([ \t]*+)\}")
# After a line break: the indentation of the next line that is not blank.
NEXT_LINE = cast("Always", re.compile(r"\n(?:[ \t]*+\r?\n)*+([ \t]*+)").match)
# Does a line end with an opening bracket?
OPEN_LINE = _later(r"[^\n]*[\[({][ \t\r]*+(?:\n|\Z)")
# Does a line end where a value has to follow?
GOES_ON = _later(r"[^\n]*[=+\-*/%<>?:&|,.(\[{][ \t\r]*+(?:\n|\Z)")
# The quotes of a line, and the escaped characters that may be quotes.
QUOTE = re.compile(r'\\.|"').finditer
# The first word of each line that starts with one.
FIRST_WORDS = re.compile(rf"^[ \t]*+({_WIDE_NAME})", re.MULTILINE).finditer

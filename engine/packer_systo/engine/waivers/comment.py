"""What a waiver comment says: `systo: ignore[rule, rule] reason="…" until=2027-03-31`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.syntax.hcl.nodes import Comment
from packer_systo.engine.waivers.comments import MARK

if TYPE_CHECKING:
    from packer_systo.engine.source.text import SourceText

MOST_RULES = 100
"""How many rules one waiver may name."""

KEYS = ("reason", "until", "owner")

_IN_SCRIPT = re.compile(r"(?m)^[ \t]*(#[^\r\n]*)|[ \t](#+[ \t]*systo(?::|[ \t]+ignore)[^\r\n]*)")
_INTRODUCER = re.compile(r"#+|//+|/\*+")
_WITHOUT_COLON = re.compile(r"systo[ \t]+ignore[ \t]*\[")
_IGNORE = re.compile(r"ignore[ \t]*\[([^\]\n]*)\]")
_PAIR = re.compile(r"""[ \t]*([A-Za-z_-]+)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"']+))""")


class Written(msgspec.Struct, frozen=True):
    """A waiver as somebody wrote it, wherever that is. `mistake` says what cannot be understood."""

    rules: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    owner: str = ""
    mistake: str = ""


def waiver_comments(
    source: SourceText, comments: tuple[Comment, ...]
) -> list[tuple[Comment, Written]]:
    """The comments of a file that are waivers, in order."""
    found: list[tuple[Comment, Written]] = []
    for comment in comments:
        written = read_comment(source.text[comment.start : comment.end])
        if written is not None:
            found.append((comment, written))
    return found


def script_comments(source: SourceText) -> tuple[Comment, ...]:
    """The lines of a script that are comments, and what begins as a waiver behind a command.

    They begin with `#` and go to the end of the line.
    """
    found = _IN_SCRIPT.finditer(source.text)
    return tuple([Comment(*match.span(match.lastindex or 0)) for match in found])


def read_comment(text: str) -> Written | None:
    """Read a comment with its introducer; None when it does not begin with `systo:`, or should."""
    introducer = _INTRODUCER.match(text)
    body = text[introducer.end() if introducer is not None else 0 :]
    if text.startswith("/*"):
        body = body.removesuffix("*/").rstrip("*")
    body = body.strip()
    if _WITHOUT_COLON.match(body):
        return Written(mistake="after `systo` comes a colon: `systo: ignore[rule]`")
    if not body.startswith(MARK):
        return None
    return _read(body[len(MARK) :].strip())


def _read(text: str) -> Written:
    ignore = _IGNORE.match(text)
    if ignore is None:
        return Written(mistake='after `systo:` comes `ignore[rule]`, then reason="…"')
    named = (part.strip() for part in ignore.group(1).split(","))
    rules = tuple(dict.fromkeys(name for name in named if name))
    if not rules:
        return Written(mistake="no rule is named between the brackets")
    if len(rules) > MOST_RULES:
        return Written(mistake=f"it names more than {MOST_RULES} rules")
    values: dict[str, str] = {}
    at = ignore.end()
    rest = text.rstrip()
    while at < len(rest):
        pair = _PAIR.match(rest, at)
        if pair is None:
            left = rest[at:].strip()
            return Written(rules, mistake=f"`{left[:40]}` is not understood; quote what has spaces")
        key = pair.group(1)
        if key not in KEYS:
            return Written(rules, mistake=f"there is no `{key}=`; there are {', '.join(KEYS)}")
        if key in values:
            return Written(rules, mistake=f"`{key}=` is there twice")
        values[key] = next(group for group in pair.groups()[1:] if group is not None)
        at = pair.end()
    return Written(
        rules, values.get("reason", ""), values.get("until", ""), values.get("owner", "")
    )

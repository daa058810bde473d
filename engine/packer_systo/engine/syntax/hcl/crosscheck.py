"""`check --cross-check`: read an HCL file a second time and compare.

Where two readers see different attributes or blocks, a policy may judge what is not built: an
attribute that a tool does not see, no rule of that tool can refuse. python-hcl2 is the reader that
most Python tools build on. Its raw tree is compared, since `loads` merges and renames; its places
are offsets into the same text. Within heredocs it has no nodes, so nothing there is compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.diagnostic import Diagnostic
from packer_systo.engine.syntax.hcl.outline import Entry, Outline, outline

if TYPE_CHECKING:
    from lark import Token, Tree

    from packer_systo.engine.syntax.hcl.parser import Parsed

AMBIGUOUS = "ambiguous-template"
FAILED = "second-reader-failed"

LARGEST = 1024 * 1024
"""Longer texts, in characters, are not read a second time: it reads half a megabyte a second."""

MOST = 50
"""How many differences of one text are reported."""

_KINDS = {"attribute": "attribute", "block": "block", "object_elem": "item"}


def cross_check(text: str, parsed: Parsed) -> list[Diagnostic]:
    """Where python-hcl2 sees other attributes, blocks or object items than `parsed`, in order.

    Codes: `ambiguous-template` for a difference; `second-reader-failed`, once, where python-hcl2
    cannot read the text. A text with syntax errors is not compared: those are said already.
    """
    if parsed.diagnostics:
        return []
    if len(text) > LARGEST:
        message = "This file is too long to be read a second time."
        return [Diagnostic(0, 0, message, code=FAILED)]

    # Half of the time that a small run takes: only who asks for it pays.
    import hcl2
    from lark.exceptions import LarkError, UnexpectedInput

    try:
        tree = hcl2.parses_to_tree(text)
    except UnexpectedInput as error:
        return [_failure(text, error.pos_in_stream)]
    except (LarkError, RecursionError):
        return [_failure(text, None)]
    return _differences(text, outline(text, parsed.file.body), _second_outline(text, tree))


def _failure(text: str, place: int | None) -> Diagnostic:
    start = min(max(place or 0, 0), len(text))
    where = " from here on" if start else ""
    message = (
        f"python-hcl2 cannot read this file{where}, so the two readings were not compared. "
        "Packer can: the file is valid."
    )
    return Diagnostic(start, min(start + 1, len(text)), message, code=FAILED)


def _second_outline(text: str, tree: Tree[Token]) -> Outline:
    """The outline of python-hcl2's tree."""
    entries: list[Entry] = []
    pending: list[tuple[Tree[Token], int]] = [(tree, -1)]
    while pending:
        node, parent = pending.pop()
        kind = _KINDS.get(node.data)
        if kind is not None:
            start, end = node.meta.start_pos, min(node.meta.end_pos, len(text))
            name, name_end = _name(text, node, kind)
            parent_here, parent = parent, start
            entries.append(Entry(start, end, kind, name, name_end, parent_here))
        pending.extend((child, parent) for child in node.children if not isinstance(child, str))
    return Outline(entries)


def _name(text: str, node: Tree[Token], kind: str) -> tuple[str, int]:
    """What an entry is called, and where its name ends."""
    words: list[str] = []
    end = node.meta.start_pos
    for child in node.children:
        if isinstance(child, str) or child.data in {"new_line_or_comment", "body"}:
            break
        end = child.meta.end_pos
        words.append(text[child.meta.start_pos : end].strip('"'))
        if kind != "block":
            break
    return ("" if kind == "item" else " ".join(words)), end


def _differences(text: str, ours: Outline, theirs: Outline) -> list[Diagnostic]:
    source = SourceText("", text)
    found: list[Diagnostic] = []
    for entry in ours.entries:
        if entry.same_in(theirs):
            continue
        around = theirs.around(entry.start)
        found.append(
            _difference(
                entry, f"Packer reads {entry.described} here", "python-hcl2", around, source
            )
        )
    for entry in theirs.entries:
        if theirs.at(entry.start) is not entry or ours.at(entry.start) is not None:
            continue
        around = ours.around(entry.start)
        found.append(
            _difference(
                entry, f"python-hcl2 reads {entry.described} here", "Packer", around, source
            )
        )
    found.sort(key=lambda one: (one.start, one.end))
    return found[:MOST]


def _difference(
    entry: Entry, seen: str, other: str, around: Entry | None, source: SourceText
) -> Diagnostic:
    if around is None:
        taken = f"{other} takes it for nothing of its own"
    elif around.start == entry.start:
        taken = f"{other} reads {around.described} here"
    else:
        line = source.position(around.start).line
        taken = f"{other} takes it for a part of {around.described} on line {line}"
    message = (
        f"{seen}; {taken}. A tool that reads the file in the other way judges something else "
        "than what Packer builds."
    )
    written = source.text[around.start : around.end] if around is not None else ""
    # python-hcl2 looks for a closing brace after these two, past the end of the string.
    example = 'format("$%s", "{")' if "$${" in written or "%%{" in written else ""
    return Diagnostic(entry.start, entry.name_end, message, example, AMBIGUOUS)

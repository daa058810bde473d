"""From the flat parts of a template to its tree: `%{ if }` and `%{ for }` with what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.syntax.hcl.mistakes import Mistake, too_deep
from packer_systo.engine.syntax.hcl.nodes import (
    Expression,
    ForDirective,
    IfDirective,
    Interpolation,
    TemplatePart,
    TemplateText,
)
from packer_systo.engine.syntax.hcl.scanner import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable


class Control(msgspec.Struct, gc=False):
    """One `%{ … }`. `expression` is the condition of `if` or the collection of `for`."""

    start: int
    end: int
    keyword: str
    expression: Expression | None = None
    key: str = ""
    value: str = ""


class _Open(msgspec.Struct):
    """A directive whose end is not read yet."""

    control: Control
    parts: list[TemplatePart]
    then: list[TemplatePart] | None = None


_CLOSERS = {"if": "endif", "for": "endfor"}
_OPENERS = {"endif": "if", "endfor": "for", "else": "if"}


def assemble(
    flat: list[TemplateText | Interpolation | Control],
    end: int,
    depth: int,
    report: Callable[[Mistake], None],
) -> tuple[TemplatePart, ...]:
    """The parts of a template; `end` is where its text ends, `depth` how deep it stands."""
    top: list[TemplatePart] = []
    parts = top
    opened: list[_Open] = []
    for part in flat:
        if not isinstance(part, Control):
            parts.append(part)
            continue
        keyword = part.keyword
        if keyword in _CLOSERS:
            if depth + len(opened) >= MAX_DEPTH:
                report(too_deep(part.start, part.end, MAX_DEPTH))
                break
            inner: list[TemplatePart] = []
            opened.append(_Open(part, inner))
            parts = inner
            continue
        latest = opened[-1] if opened else None
        if latest is None or _OPENERS[keyword] != latest.control.keyword:
            report(_unexpected(part, latest))
            continue
        if keyword == "else":
            if latest.then is not None:
                report(_second_else(part))
                continue
            latest.then = latest.parts
            parts = latest.parts = []
            continue
        opened.pop()
        parts = opened[-1].parts if opened else top
        parts.append(_closed(latest, part.end))
    for open_ in opened:
        report(_missing(open_.control, end))
    # What was never closed still shows its expressions.
    while opened:
        latest = opened.pop()
        (opened[-1].parts if opened else top).append(_closed(latest, end))
    return tuple(top)


def _closed(latest: _Open, end: int) -> IfDirective | ForDirective:
    control = latest.control
    expression = control.expression
    assert expression is not None
    if control.keyword == "for":
        return ForDirective(
            control.start, end, control.key, control.value, expression, tuple(latest.parts)
        )
    then = latest.parts if latest.then is None else latest.then
    otherwise: list[TemplatePart] = [] if latest.then is None else latest.parts
    return IfDirective(control.start, end, expression, tuple(then), tuple(otherwise))


def _unexpected(control: Control, latest: _Open | None) -> Mistake:
    keyword = control.keyword
    opener = _OPENERS[keyword]
    if latest is None:
        message = f"This %{{ {keyword} }} has no %{{ {opener} }} before it."
    else:
        inner = latest.control.keyword
        message = (
            f"This %{{ {keyword} }} stands within a %{{ {inner} }}, "
            f"which must first be closed by %{{ {_CLOSERS[inner]} }}."
        )
    example = (
        "%{ for name in var.names }${name} %{ endfor }"
        if opener == "for"
        else "%{ if var.debug }-v%{ else }-q%{ endif }"
    )
    return Mistake(control.start, control.end, message, example)


def _second_else(control: Control) -> Mistake:
    return Mistake(
        control.start,
        control.end,
        "This %{ if } already has an %{ else }; it can have one only.",
        "%{ if var.debug }-v%{ else }-q%{ endif }",
    )


def _missing(control: Control, end: int) -> Mistake:
    closer = _CLOSERS[control.keyword]
    return Mistake(
        end,
        end + 1,
        f"The %{{ {control.keyword} }} of this template is never closed: "
        f"a %{{ {closer} }} is missing before the template ends here.",
        f"%{{ {control.keyword} … }} … %{{ {closer} }}",
    )

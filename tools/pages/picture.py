"""The picture of the README: what `systo-policy check docs/examples` shows in a terminal.

Drawn by ourselves: rich's own SVG asks a font from a server and starts lines with spaces that some
viewers leave out. Here each word group has its place, and nothing is fetched.
"""

from __future__ import annotations

import contextlib
import io
import re
from html import escape
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from packer_systo.engine import CheckOptions, RenderOptions, check, render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.segment import Segment
    from rich.style import Style

_WORDS = re.compile(r"\S+(?: \S+)*")

COMMAND = "systo-policy check docs/examples"
NOW = "2026-01-01"
WRAPPED_AT = 100
COLUMNS = 112
"""Of the picture; a message is not wrapped and may be longer than the notes."""

CELL, LINE, MARGIN, BAR = 8.4, 20, 20, 34
"""Pixels: a character's width at 14 px, a line's height, the space around, the title bar."""

GROUND, INK, QUIET = "#15181c", "#d8dce1", "#2b3036"
COLOURS = {1: "#ff6b6b", 3: "#e8bd4f", 4: "#6c9ee8", 6: "#60c5d6"}
"""Of the terminal's numbers: red, yellow, blue, cyan."""

FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """The picture's path below `docs/` and its text."""
    with contextlib.chdir(root):
        report = check(["docs/examples"], CheckOptions(own_settings=False, cache=False, now=NOW))
    shown = render(report, "terminal", RenderOptions(colour=True, width=WRAPPED_AT))
    typed = Text(f"$ {COMMAND}\n\n", style="bold")
    yield "images/check.svg", draw(Text.assemble(typed, Text.from_ansi(shown.rstrip("\n"))))


def draw(text: Text) -> str:
    """A terminal window with the text."""
    console = Console(
        width=COLUMNS, file=io.StringIO(), color_system="standard", force_terminal=True
    )
    lines = console.render_lines(text, pad=False)
    width = round(COLUMNS * CELL + 2 * MARGIN)
    height = BAR + len(lines) * LINE + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{COMMAND}</title>",
        f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}"/>',
        f'<path d="M0 {BAR - 6}H{width}" stroke="{QUIET}"/>',
        *(f'<circle cx="{18 + 18 * n}" cy="14" r="5" fill="{QUIET}"/>' for n in range(3)),
        f'<g font-family="{FONT}" font-size="14" fill="{INK}">',
    ]
    for number, line in enumerate(lines):
        parts += _line(line, BAR + (number + 1) * LINE - 4)
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


def _line(segments: list[Segment], baseline: int) -> Iterator[str]:
    column = 0
    for segment in segments:
        # Viewers fold spaces: what two of them part is placed by itself.
        for words in _WORDS.finditer(segment.text):
            place = f'x="{MARGIN + (column + words.start()) * CELL:.1f}" y="{baseline}"'
            # The length keeps carets under their code, whatever font there is.
            length = f'textLength="{len(words[0]) * CELL:.1f}"'
            look = _look(segment.style)
            yield f"<text {place} {length}{look}>{escape(words[0], quote=False)}</text>"
        column += len(segment.text)


def _look(style: Style | None) -> str:
    if style is None:
        return ""
    number = style.color.number if style.color is not None else None
    colour = INK if number is None else COLOURS[number]
    fill = f' fill="{colour}"' if colour != INK else ""
    return fill + (' font-weight="bold"' if style.bold else "")

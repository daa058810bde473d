"""The margin of line numbers beside an excerpt, and what is drawn in it: for all text with code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import marked_line, printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.finding.models import Place

EXCERPT_COLUMNS = 160
"""Width of an excerpt where the output is no terminal."""

RESET = "\x1b[0m"
BOLD = "\x1b[1m"
_FRAME = "\x1b[34m"


def margin_of(places: Iterable[Place]) -> int:
    """How wide the line numbers of these excerpts are."""
    numbers = [line.number for place in places for line in place.excerpt]
    return len(str(max(numbers))) if numbers else 1


class Frame:
    """The lines beside a margin of a width; `width` is the terminal's in columns, 0 for none.

    `mark_colour` is empty where there are no colours.
    """

    def __init__(self, margin: int, mark_colour: str, width: int) -> None:
        self.margin = margin
        self.width = width
        self.code_width = max((width or EXCERPT_COLUMNS) - margin - 3, 20)
        self.mark_colour = mark_colour
        self.frame_colour = _FRAME if mark_colour else ""
        self.reset = RESET if mark_colour else ""

    def _framed(self, text: str) -> str:
        return f"{self.frame_colour}{text}{self.reset}"

    def rule(self) -> str:
        return self._framed(f"{' ' * self.margin} |")

    def place(self, arrow: str, mark: str, place: Place) -> list[str]:
        where = f"{printable(place.file)}:{place.start.line}:{place.start.column}"
        lines: list[str] = []
        # A rule parts the excerpt above from the next place, and the arrow from its own excerpt.
        if mark == "-":
            lines.append(self.rule())
        label = printable(place.label)
        if not place.excerpt:
            tail = f" {label}" if label else ""
            return [*lines, f"{' ' * self.margin}{self._framed(arrow)} {where}{tail}"]
        lines.append(f"{' ' * self.margin}{self._framed(arrow)} {where}")
        if mark == "^":
            lines.append(self.rule())
        for line in place.excerpt:
            start, end = line.mark or _columns_in(place, line.number, len(line.text))
            text, lead, length = marked_line(line.text, start - 1, end - 1, self.code_width)
            lines.append(f"{self._framed(f'{line.number:>{self.margin}} |')} {text}".rstrip())
            if line.number == place.start.line:
                under = mark * length + (f" {label}" if label else "")
                lines.append(
                    f"{self.rule()} {' ' * lead}{self.mark_colour}{under}{self.reset}".rstrip()
                )
        return lines

    def note(self, label: str, *paragraphs: str) -> str:
        """A text below the excerpt; each further paragraph, such as a line of code, below it."""
        head = f"{label}: " if label else ""
        indent = self.margin + 3 + len(head)
        first, *rest = [
            line for text in paragraphs for line in wrapped(printable(text), self.width, indent)
        ]
        lines = [f"{' ' * self.margin} {self._framed('=')} {head}{first}"]
        lines += [f"{' ' * indent}{line}" for line in rest]
        return "\n".join(lines)


def _columns_in(place: Place, number: int, length: int) -> tuple[int, int]:
    """The place's own columns on a line of its excerpt."""
    start = place.start.column if number == place.start.line else 1
    end = place.end.column if number == place.end.line else length + 1
    return start, end

"""Text that is safe and aligned on a terminal.

Templates are other people's text: an escape sequence in one must not reach the terminal, nor may a
character that turns the direction of writing show the code in another order than it runs.
"""

from __future__ import annotations

from unicodedata import category, combining, east_asian_width

TAB_STOP = 4

CUT = "…"

_BREAKS = {"\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\u2029": " "}


def printable(text: str) -> str:
    r"""One line of text with everything that steers a terminal written out.

    Control characters become `\x1b`, format characters (directions, zero-width marks; the joiner
    of emoji stays) and stand-ins without a character become `<U+202E>`; breaks and tabs a blank.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _plain(character) else _written(character) for character in text)


def _plain(character: str) -> bool:
    return character.isprintable() or character in "\u200d\u3000"


def _written(character: str) -> str:
    if character in _BREAKS:
        return _BREAKS[character]
    kind = category(character)
    if kind == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if kind == "Cc" else f"<U+{code:04X}>"


def columns(text: str) -> int:
    """How many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if combining(character) or character in "\u200d\ufe0f\ufe0e" or category(character) == "Me":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def marked_line(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """A line of code for a terminal of `width` columns, with the place of its mark.

    `start` and `end` are indices into `text`. Tabs are expanded, unsafe characters written out, and
    what does not fit is cut around the mark. Gives the line, and in terminal columns the blank
    before the mark and the mark's length (at least 1).
    """
    cells: list[str] = []
    """What is shown for each character of the line."""
    at = 0
    for character in text:
        if character == "\t":
            shown = " " * (TAB_STOP - at % TAB_STOP)
        else:
            shown = character if _plain(character) else _written(character)
        cells.append(shown)
        at += columns(shown)
    start = min(start, len(cells))
    end = min(max(end, start), len(cells))
    first, last = _window([columns(cell) for cell in cells], start, end, width)
    before = CUT if first else ""
    after = CUT if last < len(cells) else ""
    lead = columns("".join(cells[first:start])) + len(before)
    mark = columns("".join(cells[start : min(end, last)]))
    return f"{before}{''.join(cells[first:last])}{after}".rstrip(), lead, max(mark, 1)


def _window(widths: list[int], start: int, end: int, width: int) -> tuple[int, int]:
    """The characters to show, from and to, so that they fit and hold the start of the mark."""
    count = len(widths)
    if sum(widths) <= width:
        return 0, count
    width = max(width - 2, 8)  # the two signs of the cut
    # Room before the mark: what the mark leaves, but never less than a quarter.
    mark = sum(widths[start:end])
    room = max(width // 4, (width - mark) // 2)
    first = start
    while first > 0 and room >= widths[first - 1]:
        first -= 1
        room -= widths[first]
    room = width - sum(widths[first:start])
    last = start
    while last < count and room >= widths[last]:
        room -= widths[last]
        last += 1
    while last == count and first > 0 and room >= widths[first - 1]:
        first -= 1
        room -= widths[first]
    return first, last


def wrapped(text: str, width: int, indent: int) -> list[str]:
    """Lines of `text` broken between words to `width` columns less `indent`; 0 does not break."""
    if not width or columns(text) + indent <= width:
        return [text]
    room = max(width - indent, 20)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if line and columns(candidate) > room:
            lines.append(line)
            line = word
        else:
            line = candidate
    lines.append(line)
    return lines

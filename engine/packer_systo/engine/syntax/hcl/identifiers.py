"""Names with letters beyond ASCII.

HCL names are Unicode identifiers (UAX #31 with ID_Start and ID_Continue) that may also hold dashes.
"""

from __future__ import annotations


def name_length(text: str) -> int:
    """How many characters from the start of `text` are a name; 0 when it does not start one."""
    length = 0
    for character in text:
        if character == "-":
            if not length:
                break
        elif not (("_" + character) if length else character).isidentifier():
            break
        length += 1
    return length

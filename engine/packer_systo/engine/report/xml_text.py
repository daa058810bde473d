"""Text inside XML 1.0, which has no way at all to write most control characters."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr


def attribute(text: str) -> str:
    """Text as an attribute's value, quotes around it."""
    return quoteattr(_allowed(text))


def element_text(text: str) -> str:
    """Text between tags."""
    return _allowed(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _allowed(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
        else "\ufffd"
        for character in text
    )

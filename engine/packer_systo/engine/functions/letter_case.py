"""Upper, lower and title case as Go has them: by its unicode package, one character for one."""

from __future__ import annotations

# Unicode's White_Space, as Go's unicode.IsSpace; Python's strip() takes more than these.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def upper_case(text: str) -> str:
    """Go's strings.ToUpper: one character for one, so `ß` stays."""
    if text.isascii():
        return text.upper()
    return "".join(map(_upper, text))


def lower_case(text: str) -> str:
    """Go's strings.ToLower: one character for one, whatever stands beside it."""
    if text.isascii():
        return text.lower()
    # The one character whose full lower case has two.
    text = text.replace("\u0130", "i")
    # The one whose lower case depends on what stands beside it.
    return "".join([one.lower() for one in text]) if "\u03a3" in text else text.lower()


def _upper(character: str) -> str:
    upper = character.upper()
    if len(upper) == 1:
        return upper
    # A character whose full upper case is longer has a simple one only where titlecase shows it.
    title = character.title()
    return title if len(title) == 1 else character


def _title(character: str) -> str:
    title = character.title()
    return title if len(title) == 1 else character


def title_case(text: str) -> str:
    """Go's strings.Title: the first letter of each word, words being parted by what is no letter."""
    found: list[str] = []
    previous = " "
    for character in text:
        found.append(_title(character) if _parts_words(previous) else character)
        previous = character
    return "".join(found)


def _parts_words(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return character in WHITE_SPACE

"""Strings, numbers and words that are not JSON: where they end, and what is wrong with them.

Each function reads one token that starts at `at`, adds what is wrong to `mistakes`, and returns a
node whose `end` is where reading goes on. No message holds the text of a value: it may be secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.syntax.json.nodes import (
    JsonBool,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonNumber,
    JsonString,
)
from packer_systo.engine.syntax.json.tokens import NUMBER, STRING, BadEscapeError, decode

if TYPE_CHECKING:
    from packer_systo.engine.syntax.json.mistakes import Mistakes

_STRING = re.compile(STRING)
_NUMBER = re.compile(NUMBER)
_NUMBER_LIKE = re.compile(r"[-+.0-9][-+.0-9A-Za-z_]*+")
_WORD = re.compile(r"[^\W\d][\w.-]*+")
_WORDS = re.compile(r"""[^\r\n,:={}\[\]"'#]++""")
_LINE = re.compile(r"[^\r\n]*+")
_BARE_TEMPLATE = re.compile(r"\{\{-?[ \t]*+[.A-Za-z`][^\r\n{}:]*+\}\}|\$\{[^\r\n{}]*+\}")
_TRAILING = " \t,]}"

_LITERALS = {"true": True, "false": False}
_MEANT = {
    "True": "true",
    "TRUE": "true",
    "yes": "true",
    "on": "true",
    "False": "false",
    "FALSE": "false",
    "no": "false",
    "off": "false",
    "None": "null",
    "NULL": "null",
    "Null": "null",
    "nil": "null",
    "undefined": "null",
}
_NOT_FINITE = frozenset({"NaN", "Infinity", "inf", "nan"})
_CONTROL_NAMES = {"\t": ("tab", "\\t"), "\b": ("backspace", "\\b"), "\f": ("form feed", "\\f")}


def read_string(text: str, at: int, mistakes: Mistakes) -> JsonString:
    """A string in double quotes that starts at `at`; valid ones too."""
    match = _STRING.match(text, at)
    if match is not None:
        raw = match[1]
        try:
            return JsonString(at, match.end(), decode(raw) if "\\" in raw else raw)
        except BadEscapeError:
            _bad_escapes(text, at + 1, match.end() - 1, mistakes)
            return JsonString(at, match.end(), raw)
    # An unclosed string, or one with control characters in it.
    scan = at + 1
    length = len(text)
    while scan < length:
        character = text[scan]
        if character == '"':
            _bad_escapes(text, at + 1, scan, mistakes)
            return JsonString(at, scan + 1, text[at + 1 : scan])
        if character == "\\":
            # A control character is one after a backslash too.
            scan += 1 if text[scan + 1 : scan + 2] < " " else 2
            continue
        if character in "\r\n":
            closing = _closing_quote_further_on(text, scan)
            if closing < 0:
                break
            mistakes.add(
                scan,
                scan + 1,
                "A string must end on the line on which it begins; a line break within it is "
                "written \\n.",
                '"first line\\nsecond line"',
            )
            return JsonString(at, closing + 1, text[at + 1 : closing])
        if character < " ":
            name, escape = _CONTROL_NAMES.get(
                character, ("control character", f"\\u{ord(character):04x}")
            )
            mistakes.add(
                scan,
                scan + 1,
                f"A {name} within a string is written {escape}.",
                f'"before{escape}after"',
            )
        scan += 1
    end = min(scan, length)
    while end > at + 1 and text[end - 1] in _TRAILING:
        end -= 1
    mistakes.add(at, end, 'This string is not closed: a `"` is missing at its end.', '"value"')
    return JsonString(at, end, text[at + 1 : end])


def _closing_quote_further_on(text: str, line_break: int) -> int:
    """Where a string closes that goes on after a line break, or -1 if its quote was forgotten.

    The next quote closes it when what follows that quote can follow a value; else that quote opens
    the next string.
    """
    quote = text.find('"', line_break)
    if quote < 0:
        return -1
    scan = quote + 1
    while text[scan : scan + 1] in (" ", "\t"):
        scan += 1
    return quote if text[scan : scan + 1] in ("", ",", ":", "]", "}", "\r", "\n") else -1


def _bad_escapes(text: str, start: int, end: int, mistakes: Mistakes) -> None:
    scan = text.find("\\", start, end)
    while scan >= 0:
        after = text[scan + 1]
        if after == "u":
            digits = text[scan + 2 : min(scan + 6, end)]
            if len(digits) < 4 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
                mistakes.add(
                    scan,
                    scan + 2,
                    "Four hexadecimal digits must follow \\u.",
                    '"caf\\u00e9"',
                )
        elif after >= " " and after not in '"\\/bfnrt':
            mistakes.add(
                scan,
                scan + 2,
                f"JSON knows no escape \\{after}; a backslash itself is written twice.",
                '"C:\\\\Windows\\\\Temp"' if after.isalpha() else f'"\\\\{after}"',
            )
        scan = text.find("\\", scan + 2, end)


def read_single_quoted(text: str, at: int, mistakes: Mistakes) -> JsonString:
    """A string in single quotes."""
    scan = at + 1
    end = _end_of_line(text, at)
    while scan < end and text[scan] != "'":
        scan += 2 if text[scan] == "\\" else 1
    end = min(scan + 1, end)
    mistakes.add(at, end, "A string must be in double quotes, not in single ones.", '"value"')
    return JsonString(at, end, text[at + 1 : max(end - 1, at + 1)])


def read_bare_template(text: str, at: int, mistakes: Mistakes) -> JsonNode | None:
    """`{{ … }}` or `${ … }` without quotes around it; None where there is none."""
    match = _BARE_TEMPLATE.match(text, at)
    if match is None:
        return None
    marks = "{{ … }}" if text[at] == "{" else "${ … }"
    mistakes.add(
        at,
        match.end(),
        f"{marks} works within a string only: it must be in double quotes.",
        '"region": "{{user `region`}}"' if text[at] == "{" else '"region": "${var.region}"',
    )
    return JsonInvalid(at, match.end())


def read_number(text: str, at: int, mistakes: Mistakes) -> JsonNode:
    """What begins as a number does: with a digit, a sign or a point."""
    like = _NUMBER_LIKE.match(text, at)
    assert like is not None
    end = like.end()
    match = _NUMBER.match(text, at)
    if match is not None and match.end() == end:
        return JsonNumber(at, end, match[0])
    written = like[0]
    bare = written.lstrip("+-")
    if bare in _NOT_FINITE:
        mistakes.add(at, end, "JSON has no infinite numbers.", '"key": 0')
    elif bare[:2] in ("0x", "0X"):
        mistakes.add(at, end, "JSON has no hexadecimal numbers; write it in decimal.", '"key": 255')
    elif written.startswith("+"):
        mistakes.add(at, end, "A number has no plus sign in JSON.", '"key": 5')
    elif bare.startswith("."):
        mistakes.add(at, end, "A digit is missing before the point.", '"key": 0.5')
    elif bare[:1] == "0" and bare[1:2].isdigit():
        mistakes.add(
            at,
            end,
            "A number has no leading zeros in JSON; a file mode is a string.",
            '"mode": "0644"',
        )
    elif bare.endswith("."):
        mistakes.add(at, end, "A digit is missing after the point.", '"key": 5.0')
    elif bare.lower().endswith(("e", "e+", "e-")):
        mistakes.add(at, end, "The digits of the exponent are missing.", '"key": 1e9')
    elif not bare:
        mistakes.add(at, end, "A digit is missing after the sign.", '"key": -1')
    else:
        mistakes.add(
            at,
            end,
            "This is not a number; a string must be in double quotes.",
            '"disk_size": "40G"',
        )
    return JsonInvalid(at, end)


def number_end(text: str, at: int) -> int:
    match = _NUMBER_LIKE.match(text, at)
    return match.end() if match is not None else at + 1


def starts_word(text: str, at: int) -> bool:
    return _WORD.match(text, at) is not None


def word_end(text: str, at: int) -> int:
    match = _WORD.match(text, at)
    return match.end() if match is not None else at + 1


def read_word(text: str, at: int, mistakes: Mistakes) -> JsonNode:
    """`true`, `false`, `null`, or a word that JSON does not know."""
    end = word_end(text, at)
    word = text[at:end]
    if word in _LITERALS:
        return JsonBool(at, end, _LITERALS[word])
    if word == "null":
        return JsonNull(at, end)
    if word in _MEANT:
        meant = _MEANT[word]
        mistakes.add(at, end, f"JSON writes {meant} instead of {word}.", f'"key": {meant}')
    elif word in _NOT_FINITE:
        mistakes.add(
            at, end, f"{word} is not a value of JSON; leave it out or write null.", '"key": null'
        )
    else:
        words = _WORDS.match(text, at)
        end = len(words[0].rstrip()) + at if words is not None else end
        mistakes.add(at, end, "A string must be in double quotes.", '"key": "value"')
    return JsonInvalid(at, end)


def _end_of_line(text: str, at: int) -> int:
    match = _LINE.match(text, at)
    return match.end() if match is not None else at
